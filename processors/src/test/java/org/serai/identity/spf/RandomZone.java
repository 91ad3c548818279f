package org.serai.identity.spf;

import java.net.Inet4Address;
import java.util.List;
import java.util.Random;
import org.serai.dns.RecordType;
import org.serai.dns.RecordType.MailExchanger;
import org.serai.dns.Zone;
import org.serai.mail.Network;

/** Policies made of valid and broken pieces, for example.com and a few names around it. */
final class RandomZone {

    private static final List<String> NAMES = List.of(
            "example.com", "a.example.com", "b.example.com", "c.example.com", "d.example.com", "why.example.com");

    private static final List<String> SPECS = List.of(
            "a.example.com",
            "b.example.com",
            "c.example.com",
            "d.example.com",
            "%{d}",
            "%{d2}",
            "%{p}",
            "%{ir}.%{v}.example.com",
            "%{l}.example.com",
            "%{H}",
            "%{d1r}.example.com",
            "none.example.com",
            "%{s-}.%{o}");

    private static final List<String> BROKEN = List.of(
            "", "%{x}.com", "com", "a..com", "%", "%{d0}", "a.b/33", "\u00e9.com", "x".repeat(300) + ".com", "%{");

    private static final List<String> MECHANISMS =
            List.of("a", "mx", "include", "exists", "ptr", "redirect", "exp", "ip4", "ip6", "all", "moo", "foo");

    private RandomZone() {}

    static Zone of(Random random) {
        var zone = new Zone();
        int brokenIn = random.nextInt(3) == 0 ? 20 : 100_000;
        for (String name : NAMES) {
            for (int i = random.nextInt(12) == 0 ? 2 : 1; i > 0 && random.nextInt(12) > 0; i--) {
                zone.with(name, RecordType.TXT, record(random, brokenIn));
            }
            trouble(zone, name, random);
            for (int i = random.nextInt(3); i >= 0; i--) {
                zone.with(name, RecordType.A, address(random));
            }
            for (int i = random.nextInt(8) == 0 ? 12 : random.nextInt(10); i > 0; i--) {
                String host = random.nextInt(4) > 0 ? name.charAt(0) + "host" + i + ".example.com" : one(NAMES, random);
                zone.with(name, RecordType.MX, new MailExchanger(i, host)).with(host, RecordType.A, address(random));
            }
        }
        for (int i = random.nextInt(14); i > 0; i--) {
            zone.with("1.2.0.192.in-addr.arpa", RecordType.PTR, one(NAMES, random));
        }
        return zone;
    }

    private static void trouble(Zone zone, String name, Random random) {
        switch (random.nextInt(60)) {
            case 0 -> zone.silent(name, RecordType.A);
            case 1 -> zone.failing(name, RecordType.MX, "SERVFAIL");
            case 2 -> zone.silent(name, null);
            default -> zone.empty(name);
        }
    }

    private static Inet4Address address(Random random) {
        return (Inet4Address)
                Network.literal(random.nextInt(30) == 0 ? "192.0.2.1" : "198.51.100." + random.nextInt(255));
    }

    private static String record(Random random, int brokenIn) {
        if (random.nextInt(brokenIn) == 0) {
            return "v=spf1 " + noise(random);
        }
        var out = new StringBuilder("v=spf1");
        for (int i = random.nextInt(8); i >= 0; i--) {
            out.append(' ').append(term(random, brokenIn));
        }
        return random.nextInt(3) == 0 ? out.append(" -all").toString() : out.toString();
    }

    private static String term(Random random, int brokenIn) {
        if (random.nextInt(brokenIn) == 0) {
            return one(MECHANISMS, random) + one(List.of(":", "=", "/", ""), random) + one(BROKEN, random);
        }
        String qualifier = one(List.of("", "", "", "-", "~", "?", "+"), random);
        return switch (random.nextInt(12)) {
            case 0 -> "redirect=" + one(SPECS, random);
            case 1 -> "exp=why.example.com";
            case 2 -> qualifier + "ip4:" + one(List.of("198.51.100.0/24", "192.0.2.1", "192.0.2.0/28"), random);
            case 3 -> qualifier + "ptr" + one(List.of("", ":example.com", ":a.example.com"), random);
            case 4 -> qualifier + "exists:" + one(SPECS, random);
            case 5, 6 ->
                qualifier + "a" + one(List.of("", ":", "/24", "//64"), random).replace(":", ":" + one(SPECS, random));
            case 7, 8 -> qualifier + "mx" + one(List.of("", ":", "/24"), random).replace(":", ":" + one(SPECS, random));
            default -> qualifier + "include:" + one(SPECS, random);
        };
    }

    private static String noise(Random random) {
        var out = new StringBuilder();
        for (int i = random.nextInt(200); i >= 0; i--) {
            out.append((char)
                    (random.nextInt(4) == 0 ? random.nextInt(256) : "a%{}:/=.-rd2 exp".charAt(random.nextInt(16))));
        }
        return out.toString();
    }

    private static <T> T one(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }
}
