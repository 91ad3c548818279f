package org.serai.camel;

import java.time.Clock;
import org.serai.config.Settings;
import org.serai.filter.report.ReportAddresses;
import org.serai.learn.DailyQuota;
import org.serai.learn.Teacher;

/**
 * Who learns what the policy sends, and how much of it; the same for all generations, so that an edit gives no new quota.
 *
 * @param automatic for mail that nobody has vouched for, by source
 * @param reports by user
 */
record Lessons(Teacher teacher, DailyQuota automatic, DailyQuota reports) {

    /** For mail that is only looked at. */
    static final Lessons NONE = new Lessons(Teacher.NOBODY, DailyQuota.NONE, DailyQuota.NONE);

    static Lessons of(Settings settings, Teacher teacher, Clock clock) {
        var limits = settings.bind("learn.automatic.", LearnSettings.Automatic.class);
        var reports = settings.bind("learn.report.", ReportAddresses.class);
        return new Lessons(
                teacher,
                new DailyQuota(clock, limits.perSource(), limits.perDay()),
                new DailyQuota(clock, reports.perDay(), Integer.MAX_VALUE));
    }
}
