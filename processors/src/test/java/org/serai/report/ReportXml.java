package org.serai.report;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.serai.report.Observation.Record;
import org.serai.report.Observation.Row;
import org.serai.report.Observation.Signature;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** Reads reports, ours and those of others, as a consumer would. */
final class ReportXml {

    private ReportXml() {}

    static AggregateReport read(byte[] xml) throws IOException {
        Element root = parse(xml);
        Element metadata = one(root, "report_metadata");
        Element range = one(metadata, "date_range");
        Element policy = one(root, "policy_published");
        var rows = new LinkedHashMap<Row, Integer>();
        for (Element record : all(root, "record")) {
            rows.merge(row(record), Integer.parseInt(text(one(record, "row"), "count")), Integer::sum);
        }
        return new AggregateReport(
                text(metadata, "report_id"),
                text(metadata, "org_name"),
                text(metadata, "org_name"),
                text(metadata, "email"),
                Instant.ofEpochSecond(Long.parseLong(text(range, "begin"))),
                Instant.ofEpochSecond(Long.parseLong(text(range, "end"))),
                !text(policy, "discovery_method").equals("psl"),
                new Record(
                        text(policy, "domain"),
                        text(policy, "p"),
                        text(policy, "sp"),
                        text(policy, "np"),
                        text(policy, "adkim").equals("s"),
                        text(policy, "aspf").equals("s"),
                        text(policy, "testing").equals("y"),
                        text(policy, "fo"),
                        List.of()),
                rows);
    }

    private static Row row(Element record) {
        Element evaluated = one(one(record, "row"), "policy_evaluated");
        List<Element> reasons = all(evaluated, "reason");
        Element identifiers = one(record, "identifiers");
        Element results = one(record, "auth_results");
        var signatures = new ArrayList<Signature>();
        all(results, "dkim")
                .forEach(dkim -> signatures.add(
                        new Signature(text(dkim, "domain"), text(dkim, "selector"), text(dkim, "result"))));
        Element spf = one(results, "spf");
        return new Row(
                text(one(record, "row"), "source_ip"),
                text(evaluated, "disposition"),
                text(evaluated, "dkim").equals("pass"),
                text(evaluated, "spf").equals("pass"),
                reasons.isEmpty() ? "" : text(reasons.get(0), "type"),
                reasons.isEmpty() ? "" : text(reasons.get(0), "comment"),
                text(identifiers, "header_from"),
                text(identifiers, "envelope_from"),
                signatures,
                text(spf, "domain"),
                text(spf, "result"));
    }

    private static Element parse(byte[] xml) throws IOException {
        try {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setNamespaceAware(true);
            return factory.newDocumentBuilder()
                    .parse(new ByteArrayInputStream(xml))
                    .getDocumentElement();
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(e);
        }
    }

    private static List<Element> all(Element parent, String name) {
        var out = new ArrayList<Element>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element && element.getLocalName().equals(name)) {
                out.add(element);
            }
        }
        return out;
    }

    private static Element one(Element parent, String name) {
        return all(parent, name).get(0);
    }

    private static String text(Element parent, String name) {
        List<Element> found = all(parent, name);
        return found.isEmpty() ? "" : found.get(0).getTextContent().strip();
    }
}
