package io.postern.log;

/**
 * When the disk under a log was last found full: writing to such a disk can be slow, so the rest of that second's lines are not written
 * (nginx's disk_full_time). Threads that meet here may write a line in vain, or leave one out, no worse.
 */
public final class FullDisk {
    private long second;

    /** Writes a line, unless the disk was full in this second. */
    public void write(Output output, Level level, byte[] bytes, int length) {
        long now = ErrorLog.clock().now().second();
        if (second != now && !output.write(level, bytes, length)) {
            second = now;
        }
    }
}
