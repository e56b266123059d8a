package io.postern.http.serve;

import io.postern.directive.Errno;
import io.postern.http.exchange.Exchange;
import io.postern.http.files.Disk;
import io.postern.http.files.DocumentPath;
import io.postern.http.model.Documents;
import io.postern.http.text.Escapes;
import io.postern.http.text.Template;
import io.postern.log.Level;
import java.io.IOException;
import java.nio.channels.FileChannel;

/** Answers with files: the index of a folder, or the file itself (ngx_http_index_module, ngx_http_static_module). */
final class FileContents {
    private final Answer answer;
    private final Phases phases;
    private final Exchange x;

    private FileContents(Answer answer, Phases phases) {
        this.answer = answer;
        this.phases = phases;
        this.x = answer.exchange();
    }

    static void serve(Answer answer, Phases phases) {
        new FileContents(answer, phases).serve();
    }

    private void serve() {
        boolean post = x.method().equals("POST");
        if (!x.method().equals("GET") && !x.isHead() && !post) {
            answer.special(405);
        } else if (x.uri().endsWith("/")) {
            index();
        } else {
            file(post);
        }
    }

    private void index() {
        String path = DocumentPath.of(x);
        boolean tested = false;
        for (Template t : x.location().documents().index()) {
            String name = t.eval(x);
            if (name.startsWith("/")) {
                phases.redirect(answer, name, x.args());
                return;
            }
            if (path == null) {
                answer.special(500);
                return;
            }
            Disk.Found found = Disk.look(path + name);
            if (found.exists()) {
                phases.redirect(answer, x.uri() + name, x.args());
                return;
            }
            if (refused(path + name, found.errno())) {
                return;
            }
            if (!tested && !isFolder(path, name)) {
                return;
            }
            tested = true;
            if (found.errno() != Errno.ENOENT) {
                x.log().write(Level.CRIT, found.errno(), "stat() \"" + path + name + "\" failed");
                answer.special(500);
                return;
            }
        }
        if (path == null) {
            answer.special(500);
            return;
        }
        x.error("directory index of \"" + path + "\" is forbidden");
        answer.special(403);
    }

    /** Answers where the index' name leads nowhere at all. */
    private boolean refused(String path, int errno) {
        switch (errno) {
            case Errno.ELOOP -> answer.special(403);
            case Errno.EACCES -> {
                x.log().write(Level.ERROR, errno, "\"" + path + "\" is forbidden");
                answer.special(403);
            }
            case Errno.ENOTDIR, Errno.ENAMETOOLONG -> notFound(path, errno);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void notFound(String path, int errno) {
        if (x.location().core().logNotFound()) {
            x.log().write(Level.ERROR, errno, "\"" + path + "\" is not found");
        }
        answer.special(404);
    }

    /** Whether the folder of an index that is not there is there itself; else that is answered. */
    private boolean isFolder(String path, String name) {
        String folder = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        Disk.Found found = Disk.look(folder);
        if (found.errno() == Errno.ENOENT) {
            notFound(path + name, Errno.ENOENT);
            return false;
        }
        if (found.exists() && !found.directory()) {
            x.alert("\"" + folder + "\" is not a directory");
            answer.special(500);
            return false;
        }
        if (!found.exists() && found.errno() != Errno.EACCES) {
            x.log().write(Level.CRIT, found.errno(), "stat() \"" + folder + "\" failed");
            answer.special(500);
            return false;
        }
        return true;
    }

    private void file(boolean post) {
        String path = DocumentPath.of(x);
        if (path == null) {
            answer.special(500);
            return;
        }
        Disk.Found found = Disk.look(path);
        if (!found.exists()) {
            failed(path, found.errno());
        } else if (found.directory()) {
            String to = Escapes.uri(x.uri()) + "/";
            x.reply().remove("Location");
            x.reply().location = x.args().isEmpty() ? to : to + "?" + x.args();
            answer.special(301);
        } else if (!found.regular()) {
            x.log().write(Level.CRIT, "\"" + path + "\" is not a regular file");
            answer.special(404);
        } else if (post) {
            answer.special(405);
        } else {
            open(path, found);
        }
    }

    private void open(String path, Disk.Found found) {
        FileChannel channel;
        try {
            channel = Disk.open(path);
        } catch (IOException e) {
            failed(path, Errno.of(e));
            return;
        }
        DocumentBody body = new DocumentBody(answer, channel, found.size());
        if (!answer.outlet().discardBody()) {
            body.close();
            answer.special(400);
            return;
        }
        Documents d = x.location().documents();
        x.reply().status = 200;
        x.reply().contentLength = found.size();
        x.reply().lastModified = found.modified();
        x.reply().rangeable = true;
        if (d.etag()) {
            x.reply()
                    .add(
                            "ETag",
                            "\"" + Long.toHexString(found.modified()) + "-" + Long.toHexString(found.size()) + "\"");
        }
        answer.document(body);
    }

    private void failed(String path, int errno) {
        int status =
                switch (errno) {
                    case Errno.ENOENT, Errno.ENOTDIR, Errno.ENAMETOOLONG -> 404;
                    case Errno.EACCES, Errno.ELOOP -> 403;
                    default -> 500;
                };
        if (status != 404 || x.location().core().logNotFound()) {
            x.log().write(status == 500 ? Level.CRIT : Level.ERROR, errno, "open() \"" + path + "\" failed");
        }
        answer.special(status);
    }
}
