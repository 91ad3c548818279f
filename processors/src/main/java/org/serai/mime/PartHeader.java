package org.serai.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Content;
import org.serai.mime.MimeView.Field;

/** What the {@code Content-} fields of one header say, in all the ways that clients read them. */
final class PartHeader {

    private static final int MAX_NAMES = 6;
    private static final int MAX_BOUNDARIES = 4;
    private static final int MAX_BOUNDARY = 32_000;

    String type = "";
    String charset = "";
    String disposition = "";
    final Set<String> names = new LinkedHashSet<>();
    final List<byte[]> boundaries = new ArrayList<>(1);
    final List<Encoding> encodings = new ArrayList<>(1);

    private PartHeader() {}

    static PartHeader read(List<Field> fields, String defaultType, Set<Problem> problems) {
        var out = new PartHeader();
        var typeNames = new ArrayList<String>(0);
        @Nullable String types = null;
        @Nullable String encodingsSaid = null;
        @Nullable String dispositions = null;
        for (Field field : fields) {
            switch (field.name().toLowerCase(Locale.ROOT)) {
                case "content-type" -> {
                    types = once(types, field, problems);
                    out.contentType(parameters(field, problems), typeNames, problems);
                }
                case "content-transfer-encoding" -> {
                    encodingsSaid = once(encodingsSaid, field, problems);
                    out.encoding(field.body(), problems);
                }
                case "content-disposition" -> {
                    dispositions = once(dispositions, field, problems);
                    Parameters parsed = parameters(field, problems);
                    out.disposition = out.disposition.isEmpty() ? parsed.get() : out.disposition;
                    out.names(parsed.all("filename"), problems);
                    out.names(parsed.all("name"), problems);
                }
                default -> {}
            }
        }
        out.names(typeNames, problems);
        if (out.type.isEmpty()) {
            out.type = defaultType;
        }
        if (out.encodings.isEmpty()) {
            out.encodings.add(Encoding.IDENTITY);
        }
        if (out.boundaries.size() > 1) {
            problems.add(Problem.AMBIGUOUS_BOUNDARY);
        }
        if (out.type.equals("message/partial")) {
            problems.add(Problem.PARTIAL_MESSAGE);
        }
        return out;
    }

    /** Of a file that stands encoded in a text. */
    static PartHeader inText(Encoding encoding, String name, Set<Problem> problems) {
        var out = new PartHeader();
        out.type = "application/octet-stream";
        out.disposition = "attachment";
        out.encodings.add(encoding);
        out.names(List.of(name), problems);
        return out;
    }

    boolean multipart() {
        return type.startsWith("multipart/");
    }

    /** The body is a message with a header of its own (RFC 2046 section 5.2.1, RFC 6532 section 3.7, RFC 5537). */
    boolean message() {
        return type.equals("message/rfc822") || type.equals("message/global") || type.equals("message/news");
    }

    boolean encoded() {
        return encodings.get(0) != Encoding.IDENTITY;
    }

    Part part(int depth, String path, boolean container, Content source, long bodyFrom) {
        return new Part(
                depth,
                path,
                type,
                charset,
                List.copyOf(names),
                disposition,
                List.copyOf(encodings),
                container,
                source,
                bodyFrom,
                bodyFrom);
    }

    private void contentType(Parameters parsed, List<String> typeNames, Set<Problem> problems) {
        boolean multi = parsed.get().startsWith("multipart/");
        // Said twice, the one that opens a container wins: its parts are looked at, whichever a client takes.
        if (parsed.get().indexOf('/') > 0 && (type.isEmpty() || (multi && !multipart()))) {
            type = parsed.get();
            charset = parsed.all("charset").stream().findFirst().orElse("").toLowerCase(Locale.ROOT);
        }
        if (multi) {
            for (String boundary : parsed.all("boundary")) {
                byte[] octets = boundary.getBytes(StandardCharsets.ISO_8859_1);
                if (octets.length > MAX_BOUNDARY) {
                    problems.add(Problem.BROKEN_BOUNDARY);
                } else if (octets.length > 0 && boundaries.size() == MAX_BOUNDARIES) {
                    problems.add(Problem.TOO_MANY_READINGS);
                } else if (octets.length > 0) {
                    boundaries.add(octets);
                }
            }
        }
        typeNames.addAll(parsed.all("name"));
        typeNames.addAll(parsed.all("filename"));
    }

    private void encoding(String body, Set<Problem> problems) {
        Encoding named = Encoding.named(body);
        if (named == null) {
            problems.add(Problem.UNKNOWN_ENCODING);
        }
        for (Encoding encoding : named == null ? Encoding.guesses(body) : List.of(named)) {
            if (!encodings.contains(encoding)) {
                encodings.add(encoding);
            }
        }
    }

    private void names(List<String> readings, Set<Problem> problems) {
        for (String reading : readings) {
            String name = clean(EncodedWords.decode(reading));
            if (!name.isEmpty() && names.size() < MAX_NAMES) {
                names.add(name);
            } else if (!name.isEmpty() && !names.contains(name)) {
                problems.add(Problem.TOO_MANY_READINGS);
            }
        }
    }

    /** Without control characters, blanks around it and all but its end, where the extension stands. */
    private static String clean(String name) {
        var out = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            if (!Character.isISOControl(name.charAt(i))) {
                out.append(name.charAt(i));
            }
        }
        return out.substring(Math.max(0, out.length() - Part.MAX_NAME)).strip();
    }

    private static Parameters parameters(Field field, Set<Problem> problems) {
        Parameters parsed = Parameters.parse(field.body());
        if (parsed.truncated()) {
            problems.add(Problem.TOO_MANY_READINGS);
        }
        return parsed;
    }

    private static String once(@Nullable String known, Field field, Set<Problem> problems) {
        if (known != null && !known.equalsIgnoreCase(field.body())) {
            problems.add(Problem.DUPLICATE_FIELD);
        }
        return field.body();
    }
}
