package io.postern.directive;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;

/**
 * A list that never changes, though longer ones can be made of it without a copy: what stands behind it is shared, and each list
 * sees its own first part. Every one of ten thousand repetitions of a directive keeps the list up to itself.
 */
final class Grown<E> extends AbstractList<E> implements RandomAccess {
    private final List<E> shared;
    private final int size;

    private Grown(List<E> shared) {
        this.shared = shared;
        this.size = shared.size();
    }

    /** The first list with the second behind it. */
    static <E> List<E> of(List<E> first, List<E> more) {
        // only the longest of the lists that share can grow in place
        List<E> shared = first instanceof Grown<E> grown && grown.size == grown.shared.size()
                ? grown.shared
                : new ArrayList<>(first);
        shared.addAll(more);
        return new Grown<>(shared);
    }

    @Override
    public E get(int index) {
        if (index >= size) {
            throw new IndexOutOfBoundsException(index);
        }
        return shared.get(index);
    }

    @Override
    public int size() {
        return size;
    }
}
