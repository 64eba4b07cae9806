import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.shacl.ShaclValidator;
import org.apache.jena.shacl.Shapes;
import org.apache.jena.shacl.ValidationReport;

/** Prints how many shapes Jena reads from the first file, and each result against the data of the second. */
public class JenaShapes {
    public static void main(String[] files) {
        Shapes shapes = Shapes.parse(RDFDataMgr.loadGraph(files[0]));
        ValidationReport report = ShaclValidator.get().validate(shapes, RDFDataMgr.loadGraph(files[1]));
        System.out.println(shapes.numShapes());
        report.getEntries().forEach(entry -> System.out.println(entry.source() + " " + entry.focusNode()));
    }
}
