package org.serai.it;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.serai.config.Binder;
import org.serai.history.Greylist;
import org.serai.history.Greylist.Triplet;
import org.serai.store.Store;
import org.serai.store.Stores;
import org.serai.store.Table;

/**
 * A process that remembers as many triplets as are asked for and looks some of them up: {@code TripletsNode DIRECTORY TRIPLETS}. It
 * prints {@code written N in S s}, {@code heap MB}, for each round {@code look-up NANOSECONDS}, and {@code done}; and stays until it is killed.
 */
final class TripletsNode {

    private static final int UNDER_WAY = 200;
    private static final int ROUNDS = 8;
    private static final int LOOKS = 100_000;

    private final Table<Triplet> table;
    private final Random random = new Random(6);

    private TripletsNode(Table<Triplet> table) {
        this.table = table;
    }

    static ChildProcess start(Path home, int triplets) {
        return ChildProcess.start(
                home,
                home.resolve("node.log"),
                Map.of(),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TripletsNode.class.getName(),
                        home.resolve("store").toString(),
                        Integer.toString(triplets)));
    }

    public static void main(String[] args) throws InterruptedException {
        Greylist.Options options = Binder.defaults(Greylist.Options.class);
        int triplets = Integer.parseInt(args[1]);
        Store store = Stores.embedded(Path.of(args[0]), List.of(Greylist.spec(options)));
        var node = new TripletsNode(store.table(Greylist.spec(options)));
        long start = System.nanoTime();
        node.write(triplets);
        say("written " + node.table.size() + " in " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start) + " s");
        System.gc();
        say("heap " + (ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20));
        for (int round = 0; round < ROUNDS; round++) {
            say("look-up " + node.look(triplets));
        }
        say("done");
        Thread.currentThread().join();
    }

    /** 85 characters, as those of many a newsletter. */
    private static String key(int number) {
        return "198.51.%d.0/24 news.letter@mail%07d.sender.example reader%07d@department.local.example"
                .formatted(number % 250, number, number);
    }

    private void write(int triplets) {
        var room = new Semaphore(UNDER_WAY);
        long now = System.currentTimeMillis();
        for (int i = 0; i < triplets; i++) {
            room.acquireUninterruptibly();
            table.put(key(i), new Triplet(now, now)).whenComplete((done, failure) -> {
                room.release();
                if (failure != null) {
                    say("failed " + failure);
                }
            });
        }
        room.acquireUninterruptibly(UNDER_WAY);
    }

    /** Nanoseconds for one, on average; every other one is not there. */
    private long look(int triplets) {
        var keys = new String[LOOKS];
        for (int i = 0; i < LOOKS; i++) {
            keys[i] = key(random.nextInt(triplets) + (i % 2) * triplets);
        }
        int found = 0;
        long start = System.nanoTime();
        for (String key : keys) {
            found += table.get(key).toCompletableFuture().join().isPresent() ? 1 : 0;
        }
        long each = (System.nanoTime() - start) / LOOKS;
        if (found != LOOKS / 2) {
            say("failed: " + found + " of " + LOOKS / 2 + " are there");
        }
        return each;
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
