package org.serai.filter;

import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mail.Path;
import org.serai.mail.Weight;

/**
 * Tells whether a recipient cannot be accepted any more, whatever others say: relay and rates have decided. Then no directory and no
 * backend is asked about him, or a flood of RCPT would be one of look-ups.
 */
public final class AlreadyRefused {

    private AlreadyRefused() {}

    public static boolean is(Mail mail) {
        Path asked = mail.envelope().recipient();
        for (Finding finding : mail.findings()) {
            Disposition decides = finding.decides();
            boolean concerns = finding.recipient().isEmpty()
                    || asked != null && finding.recipient().equals(asked.address());
            boolean last = finding.immediate() || finding.force() == Weight.Force.ALWAYS;
            if (concerns && last && finding.mode() != Mode.MONITOR && decides != null && decides.refuses()) {
                return true;
            }
        }
        return false;
    }
}
