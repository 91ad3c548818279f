package org.serai.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.infinispan.protostream.ImmutableSerializationContext;
import org.infinispan.protostream.ProtobufUtil;
import org.infinispan.protostream.TagReader;
import org.infinispan.protostream.TagWriter;
import org.infinispan.protostream.impl.TagReaderImpl;
import org.infinispan.protostream.impl.TagWriterImpl;

/** Records of one type as protocol buffers: fields are numbered as components stand, from 1; defaults are left out. */
final class RecordCodec {

    private static final ImmutableSerializationContext CONTEXT = ProtobufUtil.newSerializationContext();
    private static final int MAX_DEPTH = 8;
    private static final Object NONE = new Object();

    private final Class<? extends Record> type;
    private final Constructor<? extends Record> constructor;
    private final List<Field> fields = new ArrayList<>();

    private record Field(int number, Method accessor, Kind kind, boolean list) {}

    /** How one value is written and read. */
    private interface Kind {

        /** What is read where nothing was written. */
        Object absent() throws IOException;

        /** Whether it need not be written. */
        boolean isAbsent(Object value);

        void write(TagWriter writer, int number, Object value) throws IOException;

        Object read(TagReader reader) throws IOException;
    }

    static RecordCodec of(Class<? extends Record> type) {
        return new RecordCodec(type, 0);
    }

    private RecordCodec(Class<? extends Record> type, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException(type + ": records within records, more than " + MAX_DEPTH);
        }
        this.type = type;
        RecordComponent[] components = type.getRecordComponents();
        try {
            constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
        constructor.setAccessible(true);
        for (RecordComponent component : components) {
            component.getAccessor().setAccessible(true);
            boolean list = component.getType() == List.class;
            Type of = list
                    ? ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0]
                    : component.getType();
            fields.add(new Field(fields.size() + 1, component.getAccessor(), kind(of, component, depth), list));
        }
    }

    /** One copy of a name for all that is read. */
    String name(String read) {
        return read.intern();
    }

    byte[] write(Record value) throws IOException {
        var out = new ByteArrayOutputStream(64);
        TagWriter writer = TagWriterImpl.newInstance(CONTEXT, out);
        for (Field field : fields) {
            Object component = component(field, value);
            if (field.list()) {
                for (Object each : (List<?>) component) {
                    field.kind().write(writer, field.number(), each);
                }
            } else if (!field.kind().isAbsent(component)) {
                field.kind().write(writer, field.number(), component);
            }
        }
        writer.flush();
        return out.toByteArray();
    }

    private static Object component(Field field, Record value) {
        try {
            return field.accessor().invoke(value);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }

    Record read(byte[] bytes) throws IOException {
        var values = new Object[fields.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = fields.get(i).list() ? new ArrayList<>() : NONE;
        }
        TagReader reader = TagReaderImpl.newInstance(CONTEXT, bytes);
        for (int tag = reader.readTag(); tag != 0; tag = reader.readTag()) {
            int number = tag >>> 3;
            if (number > fields.size()) {
                reader.skipField(tag);
                continue;
            }
            Field field = fields.get(number - 1);
            Object value = field.kind().read(reader);
            if (field.list()) {
                @SuppressWarnings("unchecked")
                var list = (List<Object>) values[number - 1];
                list.add(value);
            } else {
                values[number - 1] = value;
            }
        }
        return made(values);
    }

    private Record made(Object[] values) throws IOException {
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof List<?> list) {
                values[i] = List.copyOf(list);
            } else if (values[i] == NONE) {
                values[i] = fields.get(i).kind().absent();
            }
        }
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new IOException("what was kept is no " + type.getSimpleName(), e.getCause());
        } catch (InstantiationException | IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Kind kind(Type type, RecordComponent component, int depth) {
        if (type == String.class) {
            return kind("", TagWriter::writeString, TagReader::readString);
        } else if (type == boolean.class) {
            return kind(false, TagWriter::writeBool, TagReader::readBool);
        } else if (type == int.class) {
            return kind(0, TagWriter::writeSInt32, TagReader::readSInt32);
        } else if (type == long.class) {
            return kind(0L, TagWriter::writeSInt64, TagReader::readSInt64);
        } else if (type == double.class) {
            return kind(0.0, TagWriter::writeDouble, TagReader::readDouble);
        } else if (type == byte[].class) {
            return kind(new byte[0], TagWriter::writeBytes, TagReader::readByteArray);
        } else if (type == Instant.class) {
            return RecordCodec.<Instant>kind(
                    Instant.EPOCH,
                    (writer, number, time) -> writer.writeSInt64(number, time.toEpochMilli()),
                    reader -> Instant.ofEpochMilli(reader.readSInt64()));
        } else if (type instanceof Class<?> constants && constants.isEnum()) {
            return constant(constants.getEnumConstants());
        } else if (type instanceof Class<?> nested && nested.isRecord()) {
            return nested(new RecordCodec((Class<? extends Record>) nested, depth + 1));
        }
        throw new IllegalArgumentException(
                component.getDeclaringRecord().getName() + "." + component.getName() + ": a store keeps no " + type);
    }

    private interface Writing<T> {
        void write(TagWriter writer, int number, T value) throws IOException;
    }

    private interface Reading<T> {
        T read(TagReader reader) throws IOException;
    }

    private static <T> Kind kind(T absent, Writing<T> writing, Reading<T> reading) {
        return new Kind() {
            @Override
            public Object absent() {
                return absent;
            }

            @Override
            public boolean isAbsent(Object value) {
                return value.equals(absent);
            }

            @Override
            @SuppressWarnings("unchecked")
            public void write(TagWriter writer, int number, Object value) throws IOException {
                writing.write(writer, number, (T) value);
            }

            @Override
            public Object read(TagReader reader) throws IOException {
                return reading.read(reader);
            }
        };
    }

    private static Kind constant(Object[] constants) {
        return kind(
                constants[0],
                (writer, number, value) -> writer.writeString(number, ((Enum<?>) value).name()),
                reader -> {
                    String name = reader.readString();
                    return Arrays.stream(constants)
                            .filter(each -> ((Enum<?>) each).name().equals(name))
                            .findFirst()
                            .orElseThrow(() -> new IOException("no such constant: " + name));
                });
    }

    private static Kind nested(RecordCodec codec) {
        return new Kind() {
            @Override
            public Object absent() throws IOException {
                return codec.read(new byte[0]);
            }

            @Override
            public boolean isAbsent(Object value) {
                return false;
            }

            @Override
            public void write(TagWriter writer, int number, Object value) throws IOException {
                writer.writeBytes(number, codec.write((Record) value));
            }

            @Override
            public Object read(TagReader reader) throws IOException {
                return codec.read(reader.readByteArray());
            }
        };
    }
}
