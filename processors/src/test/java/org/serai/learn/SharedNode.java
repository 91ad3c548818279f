package org.serai.learn;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import org.serai.config.Binder;
import org.serai.learn.Lecture.Channel;
import org.serai.learn.Teacher.Outcome;
import org.serai.store.Table;
import org.serai.store.TableSpec;
import org.serai.store.Tables;

/** A node of a cluster in the memory of a test, whose cable can be put elsewhere. */
final class SharedNode {

    static final Model.Options OPTIONS = Binder.defaults(Model.Options.class);

    private final ModelFile file;
    private final LiveModel live;
    private final SharedCurriculum curriculum;
    private Tables tables;

    SharedNode(Path data, Tables tables, Clock clock) {
        this(data, tables, clock, OPTIONS);
    }

    SharedNode(Path data, Tables tables, Clock clock, Model.Options options) {
        this.tables = tables;
        file = new ModelFile(data);
        live = new LiveModel(file, options);
        curriculum = new SharedCurriculum(
                live,
                new Tables() {
                    @Override
                    public <V extends Record> Table<V> table(TableSpec<V> spec) {
                        return switched(spec);
                    }
                },
                clock);
    }

    @SuppressWarnings("unchecked")
    private <V extends Record> Table<V> switched(TableSpec<V> spec) {
        return (Table<V>) Proxy.newProxyInstance(
                Table.class.getClassLoader(), new Class<?>[] {Table.class}, (proxy, method, arguments) -> {
                    try {
                        return method.invoke(tables.table(spec), arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }

    /** From now on it sees these. */
    void connect(Tables other) {
        tables = other;
    }

    Outcome teach(int number, Label label) {
        return teach(number, label, Channel.REPORT);
    }

    Outcome teach(int number, Label label, Channel channel) {
        var sample = Lessons.sample(Lessons.spam(number)).taught();
        return curriculum.teach(new Lecture(sample, label, "somebody", channel));
    }

    SharedNode follow() {
        curriculum.follow();
        return this;
    }

    Model model() {
        return live.model();
    }

    ModelFile file() {
        return file;
    }

    /** As the trainer does when another process has saved. */
    SharedNode reread() {
        live.refresh();
        return follow();
    }

    void save() {
        live.save();
    }

    /** All that it has learned, and up to where. */
    byte[] octets() {
        var out = new ByteArrayOutputStream();
        try {
            ModelFormat.write(model(), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    boolean knows(int number) {
        return model().knows(Lessons.sample(Lessons.spam(number)).fingerprint());
    }
}
