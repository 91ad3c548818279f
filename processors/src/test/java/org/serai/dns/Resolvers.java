package org.serai.dns;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.serai.config.Binder;

/** Resolvers of tests. */
final class Resolvers {

    private Resolvers() {}

    /** The defaults but for some, given as {@code name, value, ...}. */
    static DnsSettings settings(String... namesAndValues) {
        Map<String, String> said = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            said.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Binder.bind(DnsSettings.class, name -> "dns." + name, said::get);
    }

    static <T> Answer<T> ask(Dns dns, String name, RecordType<T> type) {
        try {
            return dns.lookup(name, type).get(60, SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("no answer for " + name, e);
        }
    }
}
