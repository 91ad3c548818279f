package org.serai.filter.geo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.serai.mail.Network;

/** Writes small files of the MaxMind DB format, version 2.0: a binary trie of 128 levels, IPv4 below ::/96, and maps of texts and numbers. */
final class MmdbFile {

    private static final int BITS = 128;
    private static final byte[] SEPARATOR = new byte[16];

    private final List<int[]> nodes = new ArrayList<>(List.of(new int[2]));
    private final List<byte[]> data = new ArrayList<>();
    private int dataSize;

    /** Adds a network; one inside another comes after it. */
    MmdbFile with(String network, Map<String, ?> values) throws IOException {
        byte[] encoded = encoded(values);
        // Leaves are negative until the number of nodes is known.
        int leaf = -1 - dataSize;
        data.add(encoded);
        dataSize += encoded.length;
        Network parsed = Network.parse(network);
        byte[] address = new byte[BITS / 8];
        byte[] octets = parsed.address().getAddress();
        System.arraycopy(octets, 0, address, address.length - octets.length, octets.length);
        int length = parsed.prefix() + (parsed.address() instanceof Inet4Address ? 96 : 0);
        int node = 0;
        for (int bit = 0; bit < length; bit++) {
            int side = address[bit / 8] >> 7 - bit % 8 & 1;
            if (bit == length - 1) {
                nodes.get(node)[side] = leaf;
            } else {
                node = below(node, side);
            }
        }
        return this;
    }

    private int below(int node, int side) {
        int next = nodes.get(node)[side];
        if (next <= 0) {
            nodes.add(new int[] {next, next});
            next = nodes.size() - 1;
            nodes.get(node)[side] = next;
        }
        return next;
    }

    void write(Path file) throws IOException {
        var out = new ByteArrayOutputStream();
        for (int[] node : nodes) {
            for (int record : node) {
                // 0 is the root, to which nothing leads: so it says "nothing".
                int value = record > 0 ? record : record == 0 ? nodes.size() : nodes.size() + 16 - 1 - record;
                out.write(value >> 16);
                out.write(value >> 8);
                out.write(value);
            }
        }
        out.write(SEPARATOR);
        for (byte[] each : data) {
            out.write(each);
        }
        out.write(new byte[] {(byte) 0xab, (byte) 0xcd, (byte) 0xef});
        out.write("MaxMind.com".getBytes(StandardCharsets.US_ASCII));
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put("node_count", nodes.size());
        metadata.put("record_size", (short) 24);
        metadata.put("ip_version", (short) 6);
        metadata.put("database_type", "Test");
        metadata.put("languages", List.of());
        metadata.put("binary_format_major_version", (short) 2);
        metadata.put("binary_format_minor_version", (short) 0);
        metadata.put("build_epoch", 1_700_000_000L);
        metadata.put("description", Map.of());
        out.write(encoded(metadata));
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.write(next, out.toByteArray());
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static byte[] encoded(Object value) throws IOException {
        var out = new ByteArrayOutputStream();
        if (value instanceof Map<?, ?> map) {
            control(7, map.size(), out);
            for (Map.Entry<?, ?> each : map.entrySet()) {
                out.write(encoded(each.getKey()));
                out.write(encoded(each.getValue()));
            }
        } else if (value instanceof String text) {
            byte[] octets = text.getBytes(StandardCharsets.UTF_8);
            control(2, octets.length, out);
            out.write(octets);
        } else if (value instanceof List<?> list) {
            control(11, list.size(), out);
            for (Object each : list) {
                out.write(encoded(each));
            }
        } else if (value instanceof Short number) {
            number(5, 2, number, out);
        } else if (value instanceof Integer number) {
            number(6, 4, number, out);
        } else if (value instanceof Long number) {
            number(9, 8, number, out);
        } else {
            throw new IllegalArgumentException("no type for " + value);
        }
        return out.toByteArray();
    }

    private static void number(int type, int octets, long value, ByteArrayOutputStream out) {
        control(type, octets, out);
        for (int i = octets - 1; i >= 0; i--) {
            out.write((int) (value >> 8 * i));
        }
    }

    /** Sizes from 29 on have an octet of their own. */
    private static void control(int type, int size, ByteArrayOutputStream out) {
        int low = Math.min(size, 29);
        out.write(type > 7 ? low : type << 5 | low);
        if (type > 7) {
            out.write(type - 7);
        }
        if (size >= 29) {
            out.write(size - 29);
        }
    }
}
