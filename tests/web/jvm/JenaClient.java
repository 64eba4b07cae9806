// Reads, asks and federates with Apache Jena, whose HTTP client offers HTTP/2 with each request.
// Arguments: the address of the service, and words that say what to do; prints one line for each deed.

import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import org.apache.jena.atlas.web.HttpException;
import org.apache.jena.graph.Graph;
import org.apache.jena.query.ARQ;
import org.apache.jena.query.Dataset;
import org.apache.jena.query.QueryExecution;
import org.apache.jena.query.QueryExecutionFactory;
import org.apache.jena.query.QuerySolution;
import org.apache.jena.query.ResultSet;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.ModelFactory;
import org.apache.jena.rdfconnection.RDFConnection;
import org.apache.jena.rdfconnection.RDFConnectionRemote;
import org.apache.jena.rdfconnection.RDFConnectionRemoteBuilder;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.riot.system.StreamRDFLib;
import org.apache.jena.sparql.engine.http.QueryExceptionHTTP;
import org.apache.jena.sparql.exec.http.QueryExecutionHTTP;
import org.apache.jena.sparql.exec.http.QueryExecutionHTTPBuilder;
import org.apache.jena.sparql.exec.http.QuerySendMode;
import org.apache.jena.sparql.graph.GraphFactory;

public class JenaClient {
    public static void main(String[] args) {
        String site = args[0];
        switch (args[1]) {
            case "read" -> read(List.of(args).subList(2, args.length));
            case "ask" -> ask(site + "/sparql", args[2]);
            case "connect" -> connect(site, args[2]);
            case "federate" -> federate(site + "/sparql");
            default -> throw new IllegalArgumentException(args[1]);
        }
    }

    // each address in each media type, and as Jena asks of its own accord
    static void read(List<String> addresses) {
        String[] types = {"text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"};
        for (String address : addresses) {
            tell("own", ModelFactory.createDefaultModel().read(address).size());
            for (String type : types) {
                Graph graph = GraphFactory.createDefaultGraph();
                RDFParser.source(address).acceptHeader(type).parse(StreamRDFLib.graph(graph));
                tell(type, graph.size());
            }
            Dataset dataset = RDFDataMgr.loadDataset(address + ".trig");
            tell("trig", dataset.getUnionModel().union(dataset.getDefaultModel()).size());
        }
    }

    // every way in which Jena sends a query, with a question about the number of the thing named
    static void ask(String endpoint, String thing) {
        String pattern = "{ <" + thing + "> ?p ?o }";
        for (QuerySendMode mode : QuerySendMode.values()) {
            tell(mode.name(), count(begin(endpoint, mode).query("SELECT ?p ?o " + pattern).build()));
            try (QueryExecution one = begin(endpoint, mode).query("ASK " + pattern).build()) {
                tell(mode.name(), one.execAsk());
            }
            try (QueryExecution one = begin(endpoint, mode).query("CONSTRUCT WHERE " + pattern).build()) {
                tell(mode.name(), one.execConstruct().size());
            }
            String large = "SELECT ?p ?o " + pattern + " # " + "x".repeat(20_000);
            if (mode.name().startsWith("asPost")) {
                tell("large", count(begin(endpoint, mode).queryString(large).build()));
            }
        }
        for (String type : new String[] {"application/sparql-results+xml", "text/csv", "text/tab-separated-values"}) {
            QueryExecutionHTTPBuilder one = begin(endpoint, QuerySendMode.asPost);
            tell(type, count(one.acceptHeader(type).query("SELECT ?p ?o " + pattern).build()));
        }
        try (QueryExecution one = begin(endpoint, QuerySendMode.asPost).queryString("SELECT ?x {").build()) {
            one.execSelect();
        } catch (QueryExceptionHTTP refused) {
            tell("refused", refused.getStatusCode());
        }
    }

    static QueryExecutionHTTPBuilder begin(String endpoint, QuerySendMode mode) {
        return QueryExecutionHTTP.service(endpoint).httpClient(HttpClient.newHttpClient()).sendMode(mode);
    }

    // the Graph Store Protocol reads; an update is refused
    static void connect(String site, String graph) {
        RDFConnectionRemoteBuilder remote = RDFConnectionRemote.service(site + "/");
        remote.queryEndpoint("sparql").updateEndpoint("sparql").gspEndpoint("rdf-graph-store");
        try (RDFConnection link = remote.build()) {
            tell("graph", link.fetch(graph).size());
            tell("default", link.fetch().size());
            tell("select", count(link.query("SELECT * { GRAPH <" + graph + "> { ?s ?p ?o } }")));
            try {
                link.update("INSERT DATA { <urn:a> <urn:b> <urn:c> }");
            } catch (HttpException refused) {
                tell("update", refused.getStatusCode());
            }
            try {
                link.put("urn:g", ModelFactory.createDefaultModel());
            } catch (HttpException refused) {
                tell("put", refused.getStatusCode());
            }
        }
    }

    // Jena asks the service from a query of its own over data of its own
    static void federate(String endpoint) {
        Model model = ModelFactory.createDefaultModel();
        model.createResource("urn:s1").addProperty(model.createProperty("urn:note"), "ett");
        model.createResource("urn:s7").addProperty(model.createProperty("urn:note"), "sju");
        model.createResource("urn:s900").addProperty(model.createProperty("urn:note"), "inget");
        String joined = "SELECT ?note ?n { ?s <urn:note> ?note SERVICE <" + endpoint + "> { ?s <urn:p> ?n } } ORDER BY ?n";
        ARQ.setNormalMode();
        rows(model, joined);
        rows(model, joined.replace("SERVICE", "SERVICE SILENT"));
        rows(model, "SELECT (COUNT(*) AS ?n) { SERVICE <" + endpoint + "> { ?s <urn:p> ?o } }");
        rows(model, "SELECT ?l { SERVICE <" + endpoint + "> { GRAPH ?g { <urn:s0> ?p ?l FILTER(isLiteral(?l) && lang(?l) = 'sv') } } }");
    }

    static void rows(Model model, String query) {
        try (QueryExecution one = QueryExecutionFactory.create(query, model)) {
            List<String> found = new ArrayList<>();
            ResultSet rows = one.execSelect();
            while (rows.hasNext()) {
                QuerySolution row = rows.next();
                List<String> values = new ArrayList<>();
                rows.getResultVars().forEach(name -> values.add(row.getLiteral(name).getLexicalForm()));
                found.add(String.join("=", values));
            }
            tell("rows", String.join(" ", found));
        }
    }

    static long count(QueryExecution execution) {
        try (execution) {
            ResultSet rows = execution.execSelect();
            long number = 0;
            while (rows.hasNext()) {
                rows.next();
                number++;
            }
            return number;
        }
    }

    static void tell(String name, Object value) {
        System.out.println(name + " " + value);
    }
}
