package org.serai.identity.dkim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.serai.dns.RecordType;
import org.serai.dns.Zone;
import org.serai.mail.DomainName;

/** Key pairs made for a test: private halves in a directory, public ones in a zone. */
public final class KeyPairs {

    public final Path directory;
    public final Zone zone = new Zone();

    public KeyPairs(Path directory) {
        this.directory = directory;
    }

    public KeyPairs rsa(String selector, String domain) {
        return make(selector, domain, NewKey.Type.RSA, "");
    }

    public KeyPairs ed25519(String selector, String domain) {
        return make(selector, domain, NewKey.Type.ED25519, "");
    }

    /** Its record begins with these tags. */
    KeyPairs ed25519(String selector, String domain, String tags) {
        return make(selector, domain, NewKey.Type.ED25519, tags);
    }

    private KeyPairs make(String selector, String domain, NewKey.Type type, String tags) {
        try {
            NewKey key = NewKey.make(directory, name(domain), name(selector), type, 2048);
            String file = key.file().toString();
            Files.move(key.file(), Path.of(file.substring(0, file.length() - NewKey.SUFFIX.length())));
            String text = text(key.record());
            zone.with(
                    selector + "._domainkey." + domain,
                    RecordType.TXT,
                    tags.isEmpty() ? text : text.replace("v=DKIM1; ", "v=DKIM1; " + tags + "; "));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The strings of a line of a zone file, joined. */
    static String text(String record) {
        var out = new StringBuilder();
        String[] pieces = record.split("\"");
        for (int i = 1; i < pieces.length; i += 2) {
            out.append(pieces[i]);
        }
        return out.toString();
    }

    private static DomainName name(String text) {
        return Objects.requireNonNull(DomainName.of(text));
    }
}
