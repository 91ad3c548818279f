package org.serai.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.serai.report.Observation.Row;
import org.serai.report.Observation.Signature;

/** A report as XML (RFC 9990 appendix A). All text is escaped; what XML cannot hold becomes a question mark. */
final class AggregateXml {

    static final String NAMESPACE = "urn:ietf:params:xml:ns:dmarc-2.0";

    private final XMLStreamWriter out;

    private AggregateXml(XMLStreamWriter out) {
        this.out = out;
    }

    /** Compressed, as it is sent. */
    static byte[] gzip(AggregateReport report) {
        var bytes = new ByteArrayOutputStream();
        try (OutputStream compressed = new GZIPOutputStream(bytes)) {
            write(report, compressed);
        } catch (IOException e) {
            throw new IllegalStateException("memory takes all that is written", e);
        }
        return bytes.toByteArray();
    }

    static void write(AggregateReport report, OutputStream to) {
        try {
            XMLStreamWriter writer = XMLOutputFactory.newFactory().createXMLStreamWriter(to, "UTF-8");
            new AggregateXml(writer).write(report);
            writer.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a report holds only elements and text", e);
        }
    }

    private void write(AggregateReport report) throws XMLStreamException {
        out.writeStartDocument("UTF-8", "1.0");
        out.writeStartElement("feedback");
        out.writeDefaultNamespace(NAMESPACE);
        element("version", "1.0");
        metadata(report);
        policy(report);
        for (Map.Entry<Row, Integer> row : report.rows().entrySet()) {
            record(row.getKey(), row.getValue());
        }
        out.writeEndElement();
        out.writeEndDocument();
    }

    private void metadata(AggregateReport report) throws XMLStreamException {
        out.writeStartElement("report_metadata");
        element("org_name", report.organization());
        element("email", report.contact());
        element("report_id", report.id());
        out.writeStartElement("date_range");
        element("begin", String.valueOf(report.begin().getEpochSecond()));
        element("end", String.valueOf(report.end().getEpochSecond()));
        out.writeEndElement();
        out.writeEndElement();
    }

    private void policy(AggregateReport report) throws XMLStreamException {
        Observation.Record policy = report.policy();
        out.writeStartElement("policy_published");
        element("domain", policy.domain());
        element("discovery_method", report.treeWalk() ? "treewalk" : "psl");
        element("p", policy.policy());
        element("sp", policy.subdomains().isEmpty() ? policy.policy() : policy.subdomains());
        if (!policy.nonExistent().isEmpty()) {
            element("np", policy.nonExistent());
        }
        element("fo", policy.failureOptions());
        element("adkim", policy.strictDkim() ? "s" : "r");
        element("aspf", policy.strictSpf() ? "s" : "r");
        element("testing", policy.testing() ? "y" : "n");
        out.writeEndElement();
    }

    private void record(Row row, int count) throws XMLStreamException {
        out.writeStartElement("record");
        out.writeStartElement("row");
        element("source_ip", row.client());
        element("count", String.valueOf(count));
        out.writeStartElement("policy_evaluated");
        element("disposition", row.disposition());
        element("dkim", row.dkimAligned() ? "pass" : "fail");
        element("spf", row.spfAligned() ? "pass" : "fail");
        if (!row.reason().isEmpty()) {
            out.writeStartElement("reason");
            element("type", row.reason());
            if (!row.comment().isEmpty()) {
                element("comment", row.comment());
            }
            out.writeEndElement();
        }
        out.writeEndElement();
        out.writeEndElement();
        out.writeStartElement("identifiers");
        element("header_from", row.headerFrom());
        element("envelope_from", row.envelopeFrom());
        out.writeEndElement();
        out.writeStartElement("auth_results");
        for (Signature signature : row.signatures()) {
            out.writeStartElement("dkim");
            element("domain", signature.domain());
            element("selector", signature.selector());
            element("result", signature.result());
            out.writeEndElement();
        }
        out.writeStartElement("spf");
        element("domain", row.spfDomain());
        element("scope", "mfrom");
        element("result", row.spfResult());
        out.writeEndElement();
        out.writeEndElement();
        out.writeEndElement();
    }

    private void element(String name, String text) throws XMLStreamException {
        out.writeStartElement(name);
        out.writeCharacters(legal(text));
        out.writeEndElement();
    }

    private static String legal(String text) {
        var out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(c < ' ' || c >= 0x7f && c < 0xa0 || Character.isSurrogate(c) || c >= 0xfffe ? '?' : c);
        }
        return out.toString();
    }
}
