package io.penstock.source.jdbc;

import com.google.common.collect.ImmutableList;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The vectors of short answers, kept to be filled again: a lookup of one row would spend more on
 * making and freeing them than on its row. A plan that is used again brings the same schema, so
 * that is what they are found by. Vectors whose memory somebody else still holds, or that have
 * grown, are not kept. Owner: the source closes it. Thread: safe for many at once.
 */
final class KeptVectors implements AutoCloseable {
    /** Rows of room when made; vectors grow by doubling. */
    private static final int ROWS = 64;

    private static final int MOST_KEPT = 64;
    private static final long MOST_BYTES = 64L << 10;

    private final BufferAllocator allocator;
    private final Deque<VectorSchemaRoot> kept = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private boolean closed;

    KeptVectors(BufferAllocator allocator) {
        this.allocator = allocator;
    }

    /** Empty vectors, with room or without; the caller closes them or gives them back. */
    VectorSchemaRoot take(Schema schema) {
        lock.lock();
        try {
            for (Iterator<VectorSchemaRoot> roots = kept.iterator(); roots.hasNext(); ) {
                VectorSchemaRoot root = roots.next();
                if (isSame(root.getSchema(), schema)) {
                    roots.remove();
                    return root;
                }
            }
        } finally {
            lock.unlock();
        }
        return VectorSchemaRoot.create(schema, allocator);
    }

    /** To compare them by their columns takes as long as what is saved. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(Schema one, Schema other) {
        return one == other;
    }

    /** Makes room for some rows where there is none. */
    static void makeReady(VectorSchemaRoot root) {
        for (FieldVector vector : root.getFieldVectors()) {
            if (vector.getValueCapacity() == 0) {
                allocate(vector, ROWS);
            }
        }
    }

    /** Makes room for rows. */
    static void allocate(VectorSchemaRoot root, int rows) {
        root.getFieldVectors().forEach(vector -> allocate(vector, rows));
    }

    private static void allocate(FieldVector vector, int rows) {
        vector.setInitialCapacity(rows);
        vector.allocateNew();
    }

    /** Takes vectors back, or closes them. */
    void giveBack(VectorSchemaRoot root) {
        if (!isReusable(root)) {
            root.close();
            return;
        }
        root.getFieldVectors().forEach(FieldVector::reset);
        root.setRowCount(0);
        put(root);
    }

    private static boolean isReusable(VectorSchemaRoot root) {
        long bytes = 0;
        for (FieldVector vector : root.getFieldVectors()) {
            ImmutableList<ArrowBuf> buffers = buffers(vector);
            if (buffers.isEmpty()) {
                return false;
            }
            for (ArrowBuf buffer : buffers) {
                if (buffer.refCnt() != holders(buffer, buffers)) {
                    return false;
                }
                bytes += buffer.capacity();
            }
        }
        return bytes <= MOST_BYTES;
    }

    /** None of vectors that are made of others. */
    private static ImmutableList<ArrowBuf> buffers(FieldVector vector) {
        return switch (vector) {
            case BaseFixedWidthVector fixed ->
                    ImmutableList.of(fixed.getValidityBuffer(), fixed.getDataBuffer());
            case BaseVariableWidthVector text ->
                    ImmutableList.of(
                            text.getValidityBuffer(), text.getOffsetBuffer(), text.getDataBuffer());
            default -> ImmutableList.of();
        };
    }

    /** Several buffers of a vector may be parts of the same memory. */
    private static int holders(ArrowBuf buffer, ImmutableList<ArrowBuf> all) {
        int holders = 0;
        for (ArrowBuf other : all) {
            holders += other.getReferenceManager() == buffer.getReferenceManager() ? 1 : 0;
        }
        return holders;
    }

    /** Those used last are found first. */
    private void put(VectorSchemaRoot root) {
        VectorSchemaRoot left = root;
        lock.lock();
        try {
            if (!closed) {
                kept.addFirst(root);
                if (kept.size() <= MOST_KEPT) {
                    return;
                }
                left = kept.removeLast();
            }
        } finally {
            lock.unlock();
        }
        left.close();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            kept.forEach(VectorSchemaRoot::close);
            kept.clear();
        } finally {
            lock.unlock();
        }
    }
}
