package org.serai.store;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.infinispan.protostream.FileDescriptorSource;
import org.infinispan.protostream.ProtobufTagMarshaller;
import org.infinispan.protostream.SerializationContext;
import org.infinispan.protostream.SerializationContextInitializer;

/** Cells as protocol buffers; the schema stands here. */
final class CellMarshaller implements ProtobufTagMarshaller<Cell>, SerializationContextInitializer {

    private static final String FILE = "serai-store.proto";
    private static final String SCHEMA =
            """
            syntax = "proto3";
            package org.serai.store;
            message Cell {
              string type = 1;
              bytes value = 2;
              fixed64 stamp = 3;
              repeated fixed64 earlier = 4;
            }
            """;

    private static final int TYPE = 1 << 3 | 2;
    private static final int VALUE = 2 << 3 | 2;
    private static final int STAMP = 3 << 3 | 1;
    private static final int EARLIER = 4 << 3 | 1;

    private final Map<String, RecordCodec> codecs = new HashMap<>();

    CellMarshaller(List<TableSpec<?>> specs) {
        for (TableSpec<?> spec : specs) {
            codecs.put(spec.name(), RecordCodec.of(spec.type()));
        }
    }

    @Override
    public void registerSchema(SerializationContext context) {
        context.registerProtoFiles(FileDescriptorSource.fromString(FILE, SCHEMA));
    }

    @Override
    public void registerMarshallers(SerializationContext context) {
        context.registerMarshaller(this);
    }

    @Override
    public Class<? extends Cell> getJavaClass() {
        return Cell.class;
    }

    @Override
    public String getTypeName() {
        return "org.serai.store.Cell";
    }

    @Override
    public void write(WriteContext context, Cell cell) throws IOException {
        var writer = context.getWriter();
        writer.writeString(1, cell.type());
        writer.writeBytes(2, codec(cell.type()).write(cell.value()));
        writer.writeFixed64(3, cell.stamp());
        for (long each : cell.earlier()) {
            writer.writeFixed64(4, each);
        }
    }

    @Override
    public Cell read(ReadContext context) throws IOException {
        var reader = context.getReader();
        String type = "";
        byte[] value = {};
        long stamp = 0;
        var earlier = LongStream.builder();
        for (int tag = reader.readTag(); tag != 0; tag = reader.readTag()) {
            switch (tag) {
                case TYPE -> type = reader.readString();
                case VALUE -> value = reader.readByteArray();
                case STAMP -> stamp = reader.readFixed64();
                case EARLIER -> earlier.add(reader.readFixed64());
                default -> reader.skipField(tag);
            }
        }
        return new Cell(
                codec(type).name(type),
                codec(type).read(value),
                stamp,
                earlier.build().toArray());
    }

    private RecordCodec codec(String type) throws IOException {
        RecordCodec codec = codecs.get(type);
        if (codec == null) {
            throw new IOException("this version of Serai has no table " + type);
        }
        return codec;
    }
}
