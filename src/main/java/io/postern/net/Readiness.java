package io.postern.net;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.unix.FileDescriptor;

/** How the system tells what can be done with bare descriptors. */
interface Readiness {
    /** What makes event loops of this kind. */
    IoHandlerFactory loops();

    /** A watch on a descriptor, which has not begun. */
    Watch watch(FileDescriptor descriptor, Watch.Mode mode, Watch.Told told);
}
