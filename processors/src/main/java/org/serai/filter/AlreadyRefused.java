package org.serai.filter;

import org.jspecify.annotations.Nullable;
import org.serai.filter.policies.Policies;
import org.serai.filter.policies.Policy;
import org.serai.mail.Disposition;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.mail.Mode;
import org.serai.mail.Path;
import org.serai.mail.Weight;

/**
 * Tells whether a recipient cannot be accepted any more, whatever others say: relay and rates have decided. Then no directory and no
 * backend is asked about him, or a flood of RCPT would be one of look-ups.
 *
 * <p>A finding counts as it does in the verdict: with the weight that the recipient's policy leaves it, and, unless it decides always,
 * only where no other one accepts. What a group of the directory says of him counts when it is known.
 */
public final class AlreadyRefused {

    private final Policies policies;

    public AlreadyRefused(Policies policies) {
        this.policies = policies;
    }

    public boolean is(Mail mail) {
        Path asked = mail.envelope().recipient();
        Policy policy = policies.of(mail, asked);
        boolean refused = false;
        boolean accepted = false;
        for (Finding found : mail.findings()) {
            Finding finding = policy.weighed(found);
            Disposition decides = finding.decides();
            if (decides == null || finding.mode() == Mode.MONITOR || !concerns(finding, asked)) {
                continue;
            }
            boolean always = finding.force() == Weight.Force.ALWAYS;
            if (always && decides.refuses()) {
                return true;
            }
            accepted |= always || decides == Disposition.ACCEPT;
            refused |= finding.immediate() && finding.force() == Weight.Force.USUAL && decides.refuses();
        }
        return refused && !accepted;
    }

    private static boolean concerns(Finding finding, @Nullable Path asked) {
        return finding.recipient().isEmpty()
                || asked != null && finding.recipient().equals(asked.address());
    }
}
