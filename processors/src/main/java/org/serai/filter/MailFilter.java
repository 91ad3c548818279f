package org.serai.filter;

import java.util.List;
import org.serai.mail.Finding;
import org.serai.mail.Mail;

/**
 * One check of a mail.
 *
 * <p>A filter reads the mail and returns findings; it changes nothing, so that a recorded mail can be judged again. One
 * instance serves all sessions at once and keeps no state of a message. It may block only in waits that end by
 * {@link Mail#deadline()}; what is late, or throws, becomes the finding {@code <FILTER>_TEMPERROR}. Deadline, metrics, mode
 * and scores are the business of the filter runner, not of the filter.
 */
public interface MailFilter {

    /** Starts look-ups that {@link #check} will need, without waiting for them; watched as that is. */
    default void prepare(Mail mail) {}

    /**
     * What this filter notices, in the order of the mail; empty where there is nothing.
     *
     * @throws Exception when the filter cannot answer
     */
    List<Finding> check(Mail mail) throws Exception;
}
