package org.serai.smtp;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.serai.mail.Authenticator;
import org.serai.mail.Reply;

/** Answers what {@link #answers} has, in order; then 535. */
final class FakeAuthenticator implements Authenticator {

    final List<String> said = new CopyOnWriteArrayList<>();
    final List<String> ended = new CopyOnWriteArrayList<>();
    final List<Reply> answers = new ArrayList<>();
    volatile List<String> mechanisms = List.of("PLAIN", "LOGIN", "OAUTHBEARER", "XOAUTH2", "CRAM-MD5");

    FakeAuthenticator answers(Reply... replies) {
        answers.addAll(List.of(replies));
        return this;
    }

    @Override
    public List<String> mechanisms() {
        return mechanisms;
    }

    @Override
    public CompletionStage<Reply> say(String session, String line) {
        said.add(line);
        Reply reply = answers.isEmpty() ? Reply.of(535, "5.7.8", "Wrong") : answers.remove(0);
        return CompletableFuture.supplyAsync(() -> reply);
    }

    @Override
    public void ended(String session) {
        ended.add(session);
    }
}
