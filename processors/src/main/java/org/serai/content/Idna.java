package org.serai.content;

import com.ibm.icu.text.IDNA;
import com.ibm.icu.text.Normalizer2;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Domain names in any script as browsers look them up: UTS 46 without transition, as the WHATWG URL Standard uses it. */
final class Idna {

    /** Longer ones are none, whatever is left out of them. */
    private static final int MAX_LENGTH = 2000;

    /** Nor are those of which so much is left: A-labels are longer still, and a name in the DNS has 253 octets. ICU throws at 1,000. */
    private static final int MAX_MAPPED = 500;

    /** What the standard lets pass; {@link org.serai.mail.DomainName} knows the limits of the DNS. */
    private static final Set<IDNA.Error> NO_ERRORS = EnumSet.of(
            IDNA.Error.EMPTY_LABEL,
            IDNA.Error.LABEL_TOO_LONG,
            IDNA.Error.DOMAIN_NAME_TOO_LONG,
            IDNA.Error.LEADING_HYPHEN,
            IDNA.Error.TRAILING_HYPHEN,
            IDNA.Error.HYPHEN_3_4);

    private static final String FORBIDDEN = " #/:<>?@[\\]^|%\u007f";

    private static final IDNA UTS46 =
            IDNA.getUTS46Instance(IDNA.CHECK_BIDI | IDNA.CHECK_CONTEXTJ | IDNA.NONTRANSITIONAL_TO_ASCII);

    /** The first step of UTS 46 section 4, without which nobody knows how long a name is. */
    private static final Normalizer2 MAPPING = Normalizer2.getInstance(null, "uts46", Normalizer2.Mode.COMPOSE);

    private Idna() {}

    /** The name in A-labels and lower case, null when it is none. A name in ASCII passes as it is, unless it
     * holds what ends a host in a URL. */
    static @Nullable String toAscii(String name) {
        if (name.length() > MAX_LENGTH) {
            return null;
        }
        if (ascii(name)) {
            return allowed(name.toLowerCase(Locale.ROOT));
        }
        String mapped = MAPPING.normalize(name);
        if (mapped.length() > MAX_MAPPED) {
            return null;
        }
        var out = new StringBuilder();
        var info = new IDNA.Info();
        UTS46.nameToASCII(mapped, out, info);
        return NO_ERRORS.containsAll(info.getErrors()) ? allowed(out.toString()) : null;
    }

    private static @Nullable String allowed(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) < ' ' || FORBIDDEN.indexOf(name.charAt(i)) >= 0) {
                return null;
            }
        }
        return name;
    }

    private static boolean ascii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }
}
