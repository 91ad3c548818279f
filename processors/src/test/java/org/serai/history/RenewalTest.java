package org.serai.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.serai.ManualClock;
import org.serai.config.Binder;
import org.serai.history.Correspondents.Acquaintance;
import org.serai.history.Greylist.Triplet;
import org.serai.identity.PublicSuffixes;
import org.serai.mail.AddressKey;
import org.serai.store.MemoryTables;
import org.serai.store.Table;

/** A life that each use makes longer, also where it is a short one. */
class RenewalTest {

    private final ManualClock clock = new ManualClock();
    private final MemoryTables tables = new MemoryTables(clock);

    @Test
    void aTwentyFourthOfALifeAndADayAtMost() {
        assertThat(Renewal.after(Duration.ofHours(1))).isEqualTo(150_000);
        assertThat(Renewal.after(Duration.ofDays(1))).isEqualTo(3_600_000);
        assertThat(Renewal.after(Duration.ofDays(36))).isEqualTo(86_400_000);
    }

    @Test
    void whoeverPassesForTwelveHoursDoesSoFromHisLastMail() {
        var defaults = Binder.defaults(Greylist.Options.class);
        var options = new Greylist.Options(defaults.window(), Duration.ofHours(12), 10);
        var greylist = new Greylist(options, tables, clock);
        Table<Triplet> table = tables.table(Greylist.spec(options));
        for (int mails = 0; mails < 4; mails++) {
            greylist.letThrough(List.of("triplet")).toCompletableFuture().join();
            clock.add(Duration.ofHours(11));
            assertThat(table.get("triplet").toCompletableFuture().join()).isPresent();
        }
        clock.add(Duration.ofHours(1));
        assertThat(table.get("triplet").toCompletableFuture().join()).isEmpty();
    }

    @Test
    void whoIsKnownForADayIsKnownFromTheLastMailToHim() {
        var user = new AddressKey("anna", "example.org");
        var friend = new AddressKey("ben", "partner.example");
        var options =
                new Correspondents.Options(Duration.ofDays(1), false, false, 5, 5, List.of(), Duration.ofDays(1), 10);
        var correspondents = new Correspondents(options, tables, clock);
        for (int mails = 0; mails < 4; mails++) {
            correspondents
                    .learn(new Lesson(user, "anna", true, List.of(friend), List.of()))
                    .toCompletableFuture()
                    .join();
            clock.add(Duration.ofHours(23));
            assertThat(correspondents
                            .know(user, friend, PublicSuffixes.bundled())
                            .toCompletableFuture()
                            .join())
                    .isEqualTo(Acquaintance.ADDRESS);
        }
    }
}
