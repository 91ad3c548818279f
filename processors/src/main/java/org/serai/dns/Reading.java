package org.serai.dns;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * What a message says to a question.
 *
 * @param answer null when it only says that the question is to be asked elsewhere
 * @param elsewhere where its CNAMEs end without an answer, else null
 * @param aliases CNAMEs that were followed
 * @param ttl seconds for which it holds, the least of all that it is made of
 * @param cut records that were left out
 */
record Reading<T>(@Nullable Answer<T> answer, @Nullable String elsewhere, int aliases, long ttl, int cut) {

    static final int MAX_CNAMES = 8;

    /**
     * Reads a message with NOERROR or NXDOMAIN.
     *
     * @param aliases CNAMEs followed before
     * @param most records that are read
     */
    static <T> Reading<T> of(Message message, RecordType<T> type, int aliases, int most) {
        List<Record> section = message.getSection(Section.ANSWER);
        int code = code(type);
        Name at = message.getQuestion().getName();
        long ttl = Long.MAX_VALUE;
        int followed = aliases;
        while (true) {
            var found = new ArrayList<T>();
            int cut = 0;
            CNAMERecord alias = null;
            for (Record record : section) {
                if (record.getDClass() != DClass.IN || !record.getName().equals(at)) {
                    continue;
                }
                if (record.getType() == code && found.size() < most) {
                    found.add(type.java().cast(value(record)));
                    ttl = Math.min(ttl, record.getTTL());
                } else if (record.getType() == code) {
                    cut++;
                } else if (record instanceof CNAMERecord cname) {
                    alias = cname;
                }
            }
            if (!found.isEmpty()) {
                return new Reading<>(new Answer.Found<>(found), null, followed, ttl, cut);
            }
            if (alias == null) {
                return nothing(message, at, followed > aliases, followed, ttl);
            }
            if (++followed > MAX_CNAMES) {
                String cause = "more than " + MAX_CNAMES + " CNAMEs in a row";
                return new Reading<>(new Answer.ServFail<>(cause), null, followed, 0, 0);
            }
            at = alias.getTarget();
            ttl = Math.min(ttl, alias.getTTL());
        }
    }

    private static <T> Reading<T> nothing(Message message, Name at, boolean alias, int followed, long aliasTtl) {
        SOARecord soa = null;
        for (Record record : message.getSection(Section.AUTHORITY)) {
            soa = record instanceof SOARecord found ? found : soa;
        }
        // RFC 2308 sections 4 and 5; without a SOA it should not be kept.
        long ttl = soa == null ? 0 : Math.min(aliasTtl, Math.min(soa.getTTL(), soa.getMinimum()));
        if (message.getRcode() == Rcode.NXDOMAIN) {
            return new Reading<>(new Answer.NxDomain<>(), null, followed, ttl, 0);
        }
        // A server that follows no CNAME into other zones leaves that to us.
        return alias && soa == null
                ? new Reading<>(null, text(at), followed, aliasTtl, 0)
                : new Reading<>(new Answer.NoData<>(), null, followed, ttl, 0);
    }

    static int code(RecordType<?> type) {
        return Type.value(type.name());
    }

    private static Object value(Record record) {
        if (record instanceof ARecord || record instanceof AAAARecord) {
            return address(record.rdataToWireCanonical());
        } else if (record instanceof MXRecord mx) {
            return new RecordType.MailExchanger(mx.getPriority(), text(mx.getTarget()));
        } else if (record instanceof TXTRecord txt) {
            return joined(txt.getStringsAsByteArrays());
        } else if (record instanceof PTRRecord ptr) {
            return text(ptr.getTarget());
        } else if (record instanceof NSRecord ns) {
            return text(ns.getTarget());
        }
        throw new IllegalArgumentException("no records of type " + Type.string(record.getType()) + " are read");
    }

    /** Not from the record's own method: that keeps the name with it, and makes an IPv4 address of a mapped one. */
    private static InetAddress address(byte[] octets) {
        try {
            return octets.length == 4 ? InetAddress.getByAddress(octets) : Inet6Address.getByAddress(null, octets, -1);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("as many octets as before are an address", e);
        }
    }

    private static String joined(List<byte[]> strings) {
        var out = new StringBuilder();
        strings.forEach(string -> out.append(new String(string, StandardCharsets.ISO_8859_1)));
        return out.toString();
    }

    /** One character an octet, lower case, no dot at the end. */
    static String text(Name name) {
        var out = new StringBuilder(name.length());
        for (int i = 0; i + 1 < name.labels(); i++) {
            byte[] label = name.getLabel(i);
            if (i > 0) {
                out.append('.');
            }
            for (int j = 1; j < label.length; j++) {
                int octet = label[j] & 0xff;
                out.append((char) (octet >= 'A' && octet <= 'Z' ? octet | 0x20 : octet));
            }
        }
        return out.toString();
    }
}
