package org.serai.filter.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.serai.Mails;
import org.serai.config.Binder;
import org.serai.filter.FilterCase;
import org.serai.filter.FilterCases;
import org.serai.mail.Mail;
import org.serai.mime.Messages;

class ReportFilterTest {

    private static final ReportAddresses ADDRESSES = Binder.defaults(ReportAddresses.class);

    private final ReportFilter filter = new ReportFilter(new ReportFilter.Options(), ADDRESSES, Messages.READER);

    static List<FilterCase> cases() {
        return FilterCases.of("report");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsWhatTheCaseExpects(FilterCase each) {
        assertThat(FilterCase.symbols(filter.check(each.mail()))).isEqualTo(each.expected());
    }

    @Test
    void aReportWithTooManyMessagesIsRefused() {
        var small = new ReportFilter(
                new ReportFilter.Options(), new ReportAddresses("spam@serai.local", "", "", 2, 10), Messages.READER);

        assertThat(FilterCase.symbols(small.check(report(2)))).containsExactly("REPORT_MESSAGE");
        assertThat(small.check(report(3))).singleElement().satisfies(finding -> {
            assertThat(finding.symbol()).isEqualTo("REPORT_REFUSED");
            assertThat(finding.reason()).contains("may hold 2", "has 3");
        });
    }

    @Test
    void aMessageInAnAttachedMessageBelongsToIt() {
        Mail mail = mail(
                "Content-Type: message/rfc822\r\n\r\nSubject: outer\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n"
                        + "--y\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nx\r\n--y--\r\n");

        assertThat(Enclosed.of(mail, Messages.READER)).hasSize(1);
    }

    @Test
    void withoutAddressesNobodyCanReport() {
        var off = new ReportAddresses("", "", "", 20, 200);

        assertThat(off.label(Mails.path("spam@serai.local"))).isNull();
        assertThatThrownBy(() -> new ReportAddresses("spam", "", "", 20, 200)).hasMessageContaining("spam@example.org");
    }

    private static Mail report(int messages) {
        var parts = new StringBuilder();
        for (int i = 0; i < messages; i++) {
            parts.append("--x\r\nContent-Type: message/rfc822\r\n\r\nSubject: ")
                    .append(i)
                    .append("\r\n\r\ntext\r\n");
        }
        return mail("Content-Type: multipart/mixed; boundary=x\r\n\r\n" + parts + "--x--\r\n");
    }

    private static Mail mail(String message) {
        return Mails.at(Mails.connected(Mails.client("192.0.2.1", true)), message, "spam@serai.local");
    }
}
