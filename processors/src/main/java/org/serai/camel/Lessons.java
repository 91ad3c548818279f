package org.serai.camel;

import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.serai.config.Settings;
import org.serai.filter.report.ReportAddresses;
import org.serai.learn.DailyQuota;
import org.serai.learn.Lecture;
import org.serai.learn.Teacher;
import org.serai.learn.Teacher.Outcome;
import org.serai.learn.UnsavedException;

/**
 * Who learns what the policy sends, and how much of it; the same for all generations, so that an edit gives no new quota.
 *
 * @param automatic for mail that nobody has vouched for, by source
 * @param reports by user
 */
record Lessons(Teacher teacher, DailyQuota automatic, DailyQuota reports) {

    /** Messages that all users together teach by reports in a day: so many users, or networks of clients, are remembered at most. */
    static final int REPORTS = 100_000;

    /** For mail that is only looked at. */
    static final Lessons NONE = new Lessons(Teacher.NOBODY, DailyQuota.NONE, DailyQuota.NONE);

    /**
     * Gives a lecture to the teacher. What is not learned, or changes nothing, takes nothing of the day: it may come again, as does what is
     * told 451. What was learned and could not be saved does, once: when it comes again it changes nothing.
     *
     * @param share of which the lecture takes one
     * @return null when too many are waiting
     */
    @Nullable
    CompletableFuture<Outcome> offer(Lecture lecture, DailyQuota.Share share) {
        CompletableFuture<Outcome> offered = teacher.offer(lecture);
        if (offered == null) {
            share.giveBack(1);
            return null;
        }
        return offered.whenComplete((outcome, failure) -> {
            boolean changed = failure == null
                    ? outcome.changes()
                    : failure instanceof UnsavedException e && e.outcome().changes();
            if (!changed) {
                share.giveBack(1);
            }
        });
    }

    static Lessons of(Settings settings, Teacher teacher, Clock clock) {
        var limits = settings.bind("learn.automatic.", LearnSettings.Automatic.class);
        var reports = settings.bind("learn.report.", ReportAddresses.class);
        return new Lessons(
                teacher,
                new DailyQuota(clock, limits.perSource(), limits.perDay()),
                new DailyQuota(clock, reports.perDay(), REPORTS));
    }
}
