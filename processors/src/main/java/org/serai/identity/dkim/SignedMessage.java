package org.serai.identity.dkim;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Content;
import org.serai.mail.Mail;
import org.serai.mime.MimeReader;
import org.serai.mime.MimeView;
import org.serai.mime.MimeView.Field;

/**
 * A message as those saw it who signed it: its header in the very octets, of its body the hashes. One a mail, whoever
 * verifies. Reading throws only when the spool cannot be read.
 */
public final class SignedMessage {

    private static final byte[] CRLF = {'\r', '\n'};

    private final Content content;
    private final byte[] header;
    private final long bodyFrom;
    private final boolean truncated;
    private final Map<String, List<Field>> fields = new HashMap<>();
    private final Map<Canonicalization, CanonicalBody> bodies = new EnumMap<>(Canonicalization.class);

    private SignedMessage(Content content, MimeView view) {
        this.content = content;
        this.truncated = view.headerTruncated();
        this.bodyFrom = view.bodyFrom();
        this.header = truncated ? new byte[0] : read(content, Math.toIntExact(view.headerSize()));
        for (Field field : view.headers()) {
            fields.computeIfAbsent(lower(field.name()), unknown -> new ArrayList<>(1))
                    .add(field);
        }
    }

    /** Of this mail, made at the first call for it. */
    public static SignedMessage of(Mail mail, MimeReader mime) {
        MimeView view = mime.view(mail);
        return mail.once(SignedMessage.class, content -> new SignedMessage(content, view));
    }

    private static byte[] read(Content content, int size) {
        try (InputStream in = content.open()) {
            return in.readNBytes(size);
        } catch (IOException e) {
            throw new UncheckedIOException("the spooled message cannot be read", e);
        }
    }

    /** The fields of this name, top first. */
    public List<Field> fields(String lowerCaseName) {
        return fields.getOrDefault(lowerCaseName, List.of());
    }

    /** The header is beyond {@code mime.max-header}: nobody can say which of its fields were signed. */
    public boolean truncated() {
        return truncated;
    }

    /** One field in canonical form with its newline. */
    public byte[] canonical(Field field, Canonicalization form) {
        var out = new ByteArrayOutputStream();
        append(out, field, form);
        out.writeBytes(CRLF);
        return out.toByteArray();
    }

    /** The field that holds a signature, in canonical form, without that and without its newline (RFC 6376 section 3.7). */
    public byte[] unsigned(Field field, Canonicalization form) {
        byte[] octets = withoutSignature(header, (int) field.from(), (int) field.to());
        return form.field(octets, 0, octets.length);
    }

    /**
     * What a signature over these fields and its own one signs (RFC 6376 section 5.4.2).
     *
     * @param own its own field in canonical form, without signature and newline
     * @param names as in {@code h=}: of a name that comes again, the next field upwards counts; one that is not there, nothing
     */
    byte[] signed(List<String> names, Canonicalization form, byte[] own) {
        var out = new ByteArrayOutputStream();
        var used = new HashMap<String, Integer>();
        for (String name : names) {
            String lower = lower(name);
            List<Field> all = fields(lower);
            int next = used.merge(lower, 1, Integer::sum);
            if (next <= all.size()) {
                append(out, all.get(all.size() - next), form);
                out.writeBytes(CRLF);
            }
        }
        out.writeBytes(own);
        return out.toByteArray();
    }

    private void append(ByteArrayOutputStream out, Field field, Canonicalization form) {
        out.writeBytes(form.field(header, (int) field.from(), (int) field.to()));
    }

    /** Cuts the value of {@code b=} out, with all white space around it. */
    static byte[] withoutSignature(byte[] octets, int from, int to) {
        var out = new ByteArrayOutputStream(to - from);
        int start = from;
        while (start < to && octets[start] != ':') {
            start++;
        }
        start = Math.min(start + 1, to);
        out.write(octets, from, start - from);
        while (start < to) {
            int end = start;
            while (end < to && octets[end] != ';') {
                end++;
            }
            int equals = start;
            while (equals < end && octets[equals] != '=') {
                equals++;
            }
            boolean signature = equals < end
                    && new String(octets, start, equals - start, StandardCharsets.ISO_8859_1)
                            .strip()
                            .equals("b");
            int keep = signature ? equals + 1 : end;
            out.write(octets, start, keep - start);
            if (end < to) {
                out.write(';');
            }
            start = end + 1;
        }
        return out.toByteArray();
    }

    /** Reads the body once for all parts of it that are asked for here and were not before. */
    public synchronized void read(Collection<BodyPart> parts) {
        var wanted = new EnumMap<Canonicalization, List<Long>>(Canonicalization.class);
        for (BodyPart part : parts) {
            CanonicalBody known = bodies.get(part.form());
            if (known == null || !known.knows(part.length())) {
                // What is known already is read again: somebody may still ask for it.
                List<Long> lengths = wanted.computeIfAbsent(
                        part.form(), unknown -> new ArrayList<>(known == null ? List.of() : known.cuts()));
                if (part.length() != null) {
                    lengths.add(part.length());
                }
            }
        }
        if (!wanted.isEmpty()) {
            var reading = new EnumMap<Canonicalization, CanonicalBody>(Canonicalization.class);
            wanted.forEach((form, lengths) -> reading.put(form, new CanonicalBody(form, lengths)));
            readBody(reading.values());
            bodies.putAll(reading);
        }
    }

    private void readBody(Collection<CanonicalBody> into) {
        byte[] buffer = new byte[(int) Math.max(1, Math.min(1 << 15, content.size() - bodyFrom))];
        try (InputStream in = content.open()) {
            in.skipNBytes(bodyFrom);
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                for (CanonicalBody body : into) {
                    body.update(buffer, 0, read);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the spooled message cannot be read", e);
        }
        into.forEach(CanonicalBody::end);
    }

    /** SHA-256 of a part that was {@link #read}; null when the body is shorter. */
    byte @Nullable [] hash(BodyPart part) {
        return body(part).hash(part.length());
    }

    /** The part, which was {@link #read}, is all there is. */
    public boolean isWhole(BodyPart part) {
        return part.length() == null || part.length() >= body(part).length();
    }

    private synchronized CanonicalBody body(BodyPart part) {
        CanonicalBody body = bodies.get(part.form());
        if (body == null) {
            throw new IllegalStateException("the body was not read in this form");
        }
        return body;
    }

    static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
