package org.serai.filter.ptr;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells names that a provider gives to all addresses of a network, {@code p5b3a1c2d.dip0.example.net}, from those that somebody
 * gave to a server. The two last labels are not looked at: they are the provider's own name.
 */
final class GenericName {

    private final Set<String> words;
    private final Set<String> servers;

    /**
     * @param words such as {@code dynamic}, between dots, hyphens and digits
     * @param servers words such as {@code static}, with which a name is a server's all the same
     */
    GenericName(List<String> words, List<String> servers) {
        this.words = Set.copyOf(words);
        this.servers = Set.copyOf(servers);
    }

    /** Why it looks generic, in our words, or null. */
    @Nullable
    String why(String name, InetAddress client) {
        String host = host(name);
        String found = null;
        for (String word : runs(host, false)) {
            if (servers.contains(word)) {
                return null;
            }
            found = found == null && words.contains(word) ? word : found;
        }
        if (found != null) {
            return "'" + found + "' in its name";
        }
        return client instanceof Inet4Address && holds(host, client.getAddress()) ? "its address in its name" : null;
    }

    private static String host(String name) {
        int last = name.lastIndexOf('.');
        int end = last < 0 ? -1 : name.lastIndexOf('.', last - 1);
        return end < 0 ? "" : name.substring(0, end);
    }

    /** The octets in a row, forwards or backwards, as numbers or in hex; or the two last of them. */
    private static boolean holds(String host, byte[] address) {
        List<Integer> numbers = runs(host, true).stream()
                .map(digits -> digits.length() > 3 ? -1 : Integer.parseInt(digits))
                .toList();
        var octets = new ArrayList<Integer>();
        var padded = new StringBuilder();
        for (byte octet : address) {
            octets.add(octet & 0xff);
            padded.append("%03d".formatted(octet & 0xff));
        }
        var backwards = new ArrayList<>(octets);
        Collections.reverse(backwards);
        return contains(numbers, octets)
                || contains(numbers, backwards)
                || contains(numbers, octets.subList(1, 4))
                || contains(numbers, backwards.subList(0, 3))
                || host.contains(padded)
                || host.contains(HexFormat.of().formatHex(address));
    }

    private static boolean contains(List<Integer> numbers, List<Integer> row) {
        return Collections.indexOfSubList(numbers, row) >= 0;
    }

    /** The runs of digits, or those of letters. */
    private static List<String> runs(String host, boolean digits) {
        var out = new ArrayList<String>();
        int from = -1;
        for (int i = 0; i <= host.length(); i++) {
            char c = i < host.length() ? host.charAt(i) : '.';
            boolean inside = digits ? c >= '0' && c <= '9' : c >= 'a' && c <= 'z';
            if (inside && from < 0) {
                from = i;
            } else if (!inside && from >= 0) {
                out.add(host.substring(from, i));
                from = -1;
            }
        }
        return out;
    }
}
