package org.serai.digest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.serai.digest.Link.Action;

/**
 * Makes the tokens of links, and reads them: base64url (RFC 4648 section 5) of version, action, seconds of the end, length of the id, id,
 * recipient, and the HMAC-SHA-256 (RFC 2104) over these. So nobody can make one, or make another of his own.
 */
public final class Links {

    /** The longest token that is looked at. */
    public static final int LONGEST = 1024;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int VERSION = 1;
    private static final int MAC = 32;
    private static final int FIXED = 1 + 1 + Long.BYTES + 1;
    private static final int MARK = 16;

    private final SecretKeySpec key;
    private final Duration validity;
    private final Clock clock;

    /** @param validity of links that are made */
    public Links(byte[] key, Duration validity, Clock clock) {
        this.key = new SecretKeySpec(key, ALGORITHM);
        this.validity = validity;
        this.clock = clock;
    }

    /** The token of a new link. */
    public String token(String id, String recipient, Action action) {
        return token(id, recipient, action, clock.instant().plus(validity).truncatedTo(ChronoUnit.SECONDS));
    }

    /** One that ends with another. */
    public String token(Link other, Action action) {
        return token(other.id(), other.recipient(), action, other.until());
    }

    private String token(String id, String recipient, Action action, Instant until) {
        byte[] idOctets = id.getBytes(US_ASCII);
        byte[] recipientOctets = recipient.getBytes(UTF_8);
        byte[] said = ByteBuffer.allocate(FIXED + idOctets.length + recipientOctets.length)
                .put((byte) VERSION)
                .put((byte) action.code())
                .putLong(until.getEpochSecond())
                .put((byte) idOctets.length)
                .put(idOctets)
                .put(recipientOctets)
                .array();
        byte[] all = Arrays.copyOf(said, said.length + MAC);
        System.arraycopy(mac(said), 0, all, said.length, MAC);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    }

    /** The link of a token that we have made, also when its time is over; empty: somebody else has, or changed it. */
    public Optional<Link> read(String token) {
        byte[] all = octets(token);
        if (all.length < FIXED + MAC) {
            return Optional.empty();
        }
        byte[] said = Arrays.copyOf(all, all.length - MAC);
        byte[] mac = Arrays.copyOfRange(all, said.length, all.length);
        return MessageDigest.isEqual(mac(said), mac) ? read(said, mac) : Optional.empty();
    }

    private static byte[] octets(String token) {
        if (token.length() > LONGEST) {
            return new byte[0];
        }
        try {
            return Base64.getUrlDecoder().decode(token.getBytes(UTF_8));
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    /** Nobody but us has made it; we, of an older version, may have. */
    private static Optional<Link> read(byte[] said, byte[] mac) {
        var in = ByteBuffer.wrap(said);
        int version = in.get();
        int code = in.get();
        Instant until = Instant.ofEpochSecond(in.getLong());
        int length = in.get();
        Optional<Action> action = Arrays.stream(Action.values())
                .filter(each -> each.code() == code)
                .findFirst();
        if (version != VERSION || length < 0 || length > in.remaining() || action.isEmpty()) {
            return Optional.empty();
        }
        var id = new byte[length];
        in.get(id);
        var recipient = new byte[in.remaining()];
        in.get(recipient);
        return Optional.of(new Link(
                new String(id, US_ASCII),
                new String(recipient, UTF_8),
                action.get(),
                until,
                HexFormat.of().formatHex(mac, 0, MARK)));
    }

    private byte[] mac(byte[] said) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(said);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("each Java has " + ALGORITHM, e);
        }
    }
}
