package org.serai.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.serai.Shared;
import org.xml.sax.SAXException;

/** Our reports by the schema that others check them with, and reports of others through our writer. */
class AggregateConformanceTest {

    /** The suite's schema is of RFC 7489 with some of RFC 9990; what RFC 9990 has besides, and why. */
    private static final Map<String, String> DIFFERENCES = Map.of(
            // Appendix A: xmlns="urn:ietf:params:xml:ns:dmarc-2.0" elementFormDefault="qualified"; without them no type
            // is found.
            "targetNamespace=\"urn:ietf:params:xml:ns:dmarc-2.0\">",
            "targetNamespace=\"urn:ietf:params:xml:ns:dmarc-2.0\" xmlns=\"urn:ietf:params:xml:ns:dmarc-2.0\""
                    + " elementFormDefault=\"qualified\">",
            // 3.1.1.2: version, "MUST have the value 1.0", comes first.
            "<xs:element name=\"report_metadata\"",
            "<xs:element name=\"version\" type=\"xs:decimal\" minOccurs=\"0\"/><xs:element name=\"report_metadata\"",
            // 3.1.1.5: the element for the tag t is "testing".
            "<xs:element name=\"t\" type=\"xs:string\"",
            "<xs:element name=\"testing\" type=\"xs:string\"",
            // Appendix A, ActionDispositionType: "pass": No action, passing DMARC with an enforcing policy.
            "<xs:element name=\"disposition\" type=\"DispositionType\"/>",
            "<xs:element name=\"disposition\"><xs:simpleType><xs:union memberTypes=\"DispositionType DMARCResultType\"/>"
                    + "</xs:simpleType></xs:element>");

    private static Schema schema() throws IOException, SAXException {
        String text = Files.readString(Shared.suite("dmarc/rua-schema.xsd"));
        for (Map.Entry<String, String> difference : DIFFERENCES.entrySet()) {
            assertThat(text).contains(difference.getKey());
            text = text.replace(difference.getKey(), difference.getValue());
        }
        return SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(new StreamSource(new StringReader(text)));
    }

    private static byte[] written(AggregateReport report) throws IOException {
        var out = new ByteArrayOutputStream();
        AggregateXml.write(report, out);
        byte[] plain = new GZIPInputStream(new ByteArrayInputStream(AggregateXml.gzip(report))).readAllBytes();
        assertThat(plain).isEqualTo(out.toByteArray());
        return plain;
    }

    @Test
    void ourReportsAreValid() throws IOException, SAXException {
        var validator = schema().newValidator();

        for (AggregateReport report : List.of(Sample.report(Sample.row()), Sample.hostile())) {
            validator.validate(new StreamSource(new ByteArrayInputStream(written(report))));
        }
    }

    @Test
    void whatOthersReportSurvivesOurWriter() throws IOException {
        int all = 0;
        for (Path file : Shared.files("dmarc/aggregate-parse")) {
            if (!file.toString().endsWith(".xml")) {
                continue;
            }
            all++;
            JsonNode expected = new ObjectMapper()
                    .readTree(Path.of(file.toString().replace(".xml", ".json")).toFile());
            AggregateReport theirs = ReportXml.read(Files.readAllBytes(file));
            AggregateReport ours = ReportXml.read(written(theirs));

            assertThat(ours.rows()).as(file.toString()).isEqualTo(theirs.rows());
            assertThat(ours.policy().domain()).isEqualTo(theirs.policy().domain());
            assertThat(ours.begin()).isEqualTo(theirs.begin());
            assertThat(ours.rows().values().stream().mapToInt(count -> count).sum())
                    .isEqualTo(sum(expected.path("record")));
            assertThat(ours.rows().keySet().iterator().next().disposition())
                    .isEqualTo(expected.path("record")
                            .path(0)
                            .path("row")
                            .path("policy_evaluated")
                            .path("disposition")
                            .asText()
                            .toLowerCase(Locale.ROOT));
        }
        System.out.printf("dmarc, aggregate reports: %d/%d%n", all, all);
        assertThat(all).isEqualTo(5);
    }

    private static int sum(JsonNode records) {
        int sum = 0;
        for (JsonNode record : records) {
            sum += record.path("row").path("count").asInt();
        }
        return sum;
    }
}
