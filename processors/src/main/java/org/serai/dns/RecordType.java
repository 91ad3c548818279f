package org.serai.dns;

import java.net.Inet4Address;
import java.net.Inet6Address;

/**
 * A type of records that can be asked for.
 *
 * @param name its mnemonic (RFC 1035 section 3.2.2)
 * @param java what one record of it is here
 */
public record RecordType<T>(String name, Class<T> java) {

    public static final RecordType<Inet4Address> A = new RecordType<>("A", Inet4Address.class);
    public static final RecordType<Inet6Address> AAAA = new RecordType<>("AAAA", Inet6Address.class);
    public static final RecordType<MailExchanger> MX = new RecordType<>("MX", MailExchanger.class);

    /** The strings of a record joined without anything between them; one character an octet (ISO 8859-1). */
    public static final RecordType<String> TXT = new RecordType<>("TXT", String.class);

    /** A name, lower case, without a dot at the end; the question is {@link ReverseName}. */
    public static final RecordType<String> PTR = new RecordType<>("PTR", String.class);

    /** A name, lower case, without a dot at the end. */
    public static final RecordType<String> NS = new RecordType<>("NS", String.class);

    /**
     * An MX record (RFC 5321 section 5.1).
     *
     * @param preference the lower, the sooner
     * @param exchange lower case, without a dot at the end; empty for the null MX (RFC 7505)
     */
    public record MailExchanger(int preference, String exchange) {}

    @Override
    public String toString() {
        return name;
    }
}
