// Asks a SPARQL service as programs on the JVM do: the client of the JDK offers HTTP/2 with each request.

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

public class Client {
    public static void main(String[] args) throws Exception {
        URI address = URI.create(args[0]);
        HttpClient client = HttpClient.newHttpClient();
        tell("form", client.send(form(address, "ASK {}"), BodyHandlers.ofString()));
        tell("direct", client.send(direct(address, "ASK {}"), BodyHandlers.ofString()));
        tell("again", client.send(direct(address, "SELECT ?o { <urn:s7> <urn:p> ?o }"), BodyHandlers.ofString()));
        tell("large", client.send(direct(address, "ASK {} #" + "x".repeat(60_000)), BodyHandlers.ofString()));
        tell("stream", client.send(stream(address, "ASK {}"), BodyHandlers.ofString()));
        tell("get", client.send(get(address, "ASK {}"), BodyHandlers.ofString()));
        List<CompletableFuture<HttpResponse<String>>> many = IntStream.range(0, 20)
            .mapToObj(one -> client.sendAsync(direct(address, "ASK {} # " + one), BodyHandlers.ofString()))
            .toList();
        for (CompletableFuture<HttpResponse<String>> one : many) {
            tell("many", one.get());
        }
    }

    static HttpRequest form(URI address, String query) {
        String body = "query=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
        return begin(address, "application/x-www-form-urlencoded").POST(BodyPublishers.ofString(body)).build();
    }

    static HttpRequest direct(URI address, String query) {
        return begin(address, "application/sparql-query").POST(BodyPublishers.ofString(query)).build();
    }

    // a body of unknown length goes in chunks
    static HttpRequest stream(URI address, String query) {
        byte[] body = query.getBytes(StandardCharsets.UTF_8);
        return begin(address, "application/sparql-query")
            .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body)))
            .build();
    }

    static HttpRequest get(URI address, String query) {
        String encoded = URLEncoder.encode(query, StandardCharsets.UTF_8);
        return HttpRequest.newBuilder(URI.create(address + "?query=" + encoded)).header("Accept", "text/csv").build();
    }

    static HttpRequest.Builder begin(URI address, String mediaType) {
        return HttpRequest.newBuilder(address).header("Content-Type", mediaType).header("Accept", "text/csv");
    }

    static void tell(String name, HttpResponse<String> response) {
        System.out.println(name + " " + response.statusCode() + " " + response.body().strip().replaceAll("\\s+", " "));
    }
}
