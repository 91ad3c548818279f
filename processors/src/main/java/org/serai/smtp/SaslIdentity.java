package org.serai.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads off a SASL exchange that succeeded whose it was; the secret in it is looked at by nobody but the backend. */
final class SaslIdentity {

    /** PLAIN (RFC 4616), LOGIN (never standardised), OAUTHBEARER (RFC 7628), XOAUTH2 (Google's and Microsoft's). */
    static final Set<String> MECHANISMS = Set.of("PLAIN", "LOGIN", "OAUTHBEARER", "XOAUTH2");

    private static final int MAX_LOGIN = 320;

    private SaslIdentity() {}

    /**
     * Who the client acts as. Whoever names himself twice is nobody: the backend may have taken the other name, as Dovecot
     * takes the last {@code user=} of XOAUTH2.
     *
     * @param response its first one, base64
     * @param responses how many there were: more than the mechanism has means that the backend did not take the first
     * @return null where none can be read
     */
    static @Nullable String of(String mechanism, String response, int responses) {
        if (responses != (mechanism.equals("LOGIN") ? 2 : 1)) {
            return null;
        }
        String text = decoded(response);
        if (text == null) {
            return null;
        }
        String login =
                switch (mechanism) {
                    case "PLAIN" -> plain(text);
                    case "LOGIN" -> text;
                    case "OAUTHBEARER" -> authorizationId(text);
                    case "XOAUTH2" -> text.indexOf("\u0001user=") < 0 ? between(text, "user=", '\u0001') : null;
                    default -> null;
                };
        return login == null || login.isEmpty() || login.length() > MAX_LOGIN || !printable(login) ? null : login;
    }

    /**
     * {@code [authorization id] NUL login NUL password}. One who would act as somebody else is nobody: servers that do not
     * look at the authorization id, such as Exim as Debian ships it, would let anybody be anybody.
     */
    private static @Nullable String plain(String text) {
        int first = text.indexOf('\u0000');
        int second = text.indexOf('\u0000', first + 1);
        if (first < 0 || second < 0) {
            return null;
        }
        String login = text.substring(first + 1, second);
        return first == 0 || text.substring(0, first).equals(login) ? login : null;
    }

    /** {@code n,a=user,^A…}, where a comma in it is {@code =2C} and an equals sign {@code =3D} (RFC 5801 section 4). */
    private static @Nullable String authorizationId(String text) {
        boolean header = text.startsWith("n,") || text.startsWith("y,");
        String name = header ? between(text.substring(2), "a=", ',') : null;
        if (name == null
                || !text.startsWith("\u0001", "n,a=,".length() + name.length())
                || text.indexOf("\u0001user=") >= 0) {
            return null;
        }
        return name.replace("=2C", ",").replace("=3D", "=");
    }

    private static @Nullable String between(String text, String start, char end) {
        int close = text.indexOf(end);
        return text.startsWith(start) && close >= 0 ? text.substring(start.length(), close) : null;
    }

    private static boolean printable(String login) {
        return login.chars().noneMatch(c -> c <= ' ' || Character.isISOControl(c));
    }

    private static @Nullable String decoded(String base64) {
        try {
            ByteBuffer octets = ByteBuffer.wrap(Base64.getDecoder().decode(base64));
            return StandardCharsets.UTF_8.newDecoder().decode(octets).toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return null; // Nothing of it may stand in a log.
        }
    }
}
