package org.serai.mail;

/**
 * Something that more than one part wants to know about a mail, as a value that holds all that the answer depends
 * on but the content: two equal questions have one answer. See {@link Mail#ask}.
 *
 * @param <T> the answer; {@link java.util.concurrent.CompletionStage} of it when it takes time
 */
public interface Question<T> {}
