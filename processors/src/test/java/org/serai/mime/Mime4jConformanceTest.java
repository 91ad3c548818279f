package org.serai.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.serai.Shared;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** Structure, types, names and decoded bodies as the test messages of Apache James Mime4j expect them. */
class Mime4jConformanceTest {

    @TestFactory
    Stream<DynamicTest> messages() {
        return Shared.files("mime/mime4j-testmsgs").stream()
                .filter(file -> file.toString().endsWith(".msg"))
                // Its expectation holds for another setting of Mime4j, under which a broken line ends the header.
                .filter(file -> !file.getFileName().toString().startsWith("malformedHeaderStartsBody"))
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
    }

    private static void check(Path file) throws Exception {
        String name = file.getFileName().toString().replace(".msg", "");
        MimeView view = Messages.view(Messages.of(Files.readAllBytes(file)));
        Map<String, List<String>> expected = new TreeMap<>();
        try (InputStream in = Files.newInputStream(file.resolveSibling(name + "_decoded.xml"))) {
            Element root = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(in)
                    .getDocumentElement();
            collect(root, "1", "text/plain", expected);
        }
        Map<String, List<String>> actual = new TreeMap<>();
        for (Part part : view.parts()) {
            actual.put(part.path(), List.of(part.type(), part.name()));
        }
        assertThat(actual).isEqualTo(expected);
        for (Part part : view.parts()) {
            String body = name + "_decoded_" + part.path().replace('.', '_');
            Path text = file.resolveSibling(body + ".txt");
            Path binary = file.resolveSibling(body + ".bin");
            if (!part.container() && (Files.exists(text) || Files.exists(binary))) {
                byte[] octets = Files.readAllBytes(Files.exists(text) ? text : binary);
                try (InputStream in = part.open()) {
                    assertThat(in.readAllBytes()).as(part.path()).isEqualTo(octets);
                }
            }
        }
    }

    /** Walks {@code message} and {@code body-part} elements; types and names come from the field texts themselves. */
    private static void collect(Element entity, String path, String type, Map<String, List<String>> into) {
        String name = "";
        for (Element field : children(children(entity, "header").get(0), "field")) {
            String text = field.getTextContent().strip();
            int colon = text.indexOf(':');
            Parameters parsed =
                    Parameters.parse(text.substring(colon + 1).replace("\n", "").strip());
            switch (text.substring(0, colon).strip().toLowerCase(Locale.ROOT)) {
                case "content-type" -> {
                    type = parsed.get();
                    name = name.isEmpty()
                            ? parsed.all("name").stream().findFirst().orElse("")
                            : name;
                }
                case "content-disposition" ->
                    name = parsed.all("filename").stream().findFirst().orElse(name);
                default -> {}
            }
        }
        into.put(path, List.of(type, EncodedWords.decode(name)));
        int number = 0;
        for (Element multipart : children(entity, "multipart")) {
            for (Element part : children(multipart, "body-part")) {
                String inner = type.equals("multipart/digest") ? "message/rfc822" : "text/plain";
                collect(part, path + "." + ++number, inner, into);
            }
        }
        for (Element message : children(entity, "message")) {
            collect(message, path + ".1", "text/plain", into);
        }
    }

    private static List<Element> children(Element parent, String name) {
        var out = new ArrayList<Element>();
        NodeList nodes = parent.getChildNodes();
        for (int i = 0; i < nodes.getLength(); i++) {
            Node node = nodes.item(i);
            if (node instanceof Element element && element.getTagName().equals(name)) {
                out.add(element);
            }
        }
        return out;
    }
}
