package io.postern.dns;

import io.postern.directive.Endpoint;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** A name server with a script: what it answers to each question, by UDP and TCP on one port. */
public final class FakeNameServer implements AutoCloseable {
    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final Thread acceptor;
    private final Map<String, UnaryOperator<@Nullable Message>> script = new ConcurrentHashMap<>();
    private final Map<String, List<UnaryOperator<byte[]>>> strays = new ConcurrentHashMap<>();
    private final Map<String, List<UnaryOperator<byte[]>>> echoes = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    public FakeNameServer() throws IOException {
        DatagramSocket datagrams = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        ServerSocket streams = beside(datagrams);
        while (streams == null) {
            datagrams = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            streams = beside(datagrams);
        }
        udp = datagrams;
        tcp = streams;
        start(this::serveUdp);
        acceptor = start(this::serveTcp);
    }

    /** The same port for TCP; null, and the other one given back, where somebody has it. */
    private static @Nullable ServerSocket beside(DatagramSocket udp) throws IOException {
        try {
            return new ServerSocket(udp.getLocalPort(), 50, InetAddress.getLoopbackAddress());
        } catch (BindException taken) {
            udp.close();
            return null;
        }
    }

    private static Thread start(Runnable task) {
        Thread thread = new Thread(task, "fake-name-server");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    public Endpoint endpoint() {
        return new Endpoint(
                new InetSocketAddress(udp.getLocalAddress(), udp.getLocalPort()), "127.0.0.1:" + udp.getLocalPort());
    }

    /** The questions that came, such as {@code PTR 1.0.0.127.in-addr.arpa.}; those by TCP with a leading {@code TCP }. */
    public List<String> asked() {
        return asked;
    }

    /** Answers with records in zone file form; none at all for no records. */
    public FakeNameServer answer(String question, String... records) {
        return script(question, reply -> {
            for (String record : records) {
                reply.addRecord(record(record), Section.ANSWER);
            }
            return reply;
        });
    }

    public FakeNameServer fail(String question, int rcode) {
        return script(question, reply -> {
            reply.getHeader().setRcode(rcode);
            return reply;
        });
    }

    public FakeNameServer truncate(String question) {
        return script(question, reply -> {
            reply.getHeader().setFlag(Flags.TC);
            return reply;
        });
    }

    public FakeNameServer silent(String question) {
        return script(question, reply -> null);
    }

    /** The first time it is asked this it answers after so many milliseconds, or for 0 not at all; after that as before. */
    public FakeNameServer late(String question, long millis) {
        UnaryOperator<@Nullable Message> how =
                Objects.requireNonNull(script.get(question.toLowerCase(Locale.ROOT)), question);
        AtomicBoolean again = new AtomicBoolean();
        return script(question, reply -> {
            if (!again.getAndSet(true)) {
                if (millis == 0) {
                    return null;
                }
                sleep(millis);
            }
            return how.apply(reply);
        });
    }

    private static void sleep(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Answers nothing any more, but still writes down what it is asked. */
    public FakeNameServer silent() {
        script.replaceAll((question, how) -> reply -> null);
        return this;
    }

    public FakeNameServer script(String question, UnaryOperator<@Nullable Message> how) {
        script.put(question.toLowerCase(Locale.ROOT), how);
        return this;
    }

    /** What comes before the answer, each made from one that is good; by TCP where the question begins with {@code TCP }. */
    public FakeNameServer strays(String question, List<UnaryOperator<byte[]>> how) {
        strays.put(question.toLowerCase(Locale.ROOT), how);
        return this;
    }

    /** The same, but what comes behind the answer. */
    public FakeNameServer echoes(String question, List<UnaryOperator<byte[]>> how) {
        echoes.put(question.toLowerCase(Locale.ROOT), how);
        return this;
    }

    /** Nobody listens to TCP any more: not before the thread that accepts has let go does the kernel, too, take no connections. */
    FakeNameServer closeTcp() throws IOException, InterruptedException {
        tcp.close();
        acceptor.join();
        return this;
    }

    private static Record record(String text) {
        String[] words = text.split(" ", 4);
        try {
            return Record.fromString(
                    Name.fromString(words[0]),
                    Type.value(words[2]),
                    DClass.IN,
                    Long.parseLong(words[1]),
                    words[3],
                    Name.root);
        } catch (IOException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private byte @Nullable [] reply(byte[] bytes, String by) throws IOException {
        Message query = new Message(bytes);
        Record question = query.getQuestion();
        String key = Type.string(question.getType()) + " " + question.getName();
        asked.add(by + key);
        Message reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.getHeader().setFlag(Flags.RD);
        reply.addRecord(question, Section.QUESTION);
        UnaryOperator<@Nullable Message> how = script.get((by + key).toLowerCase(Locale.ROOT));
        if (how == null) {
            reply.getHeader().setRcode(Rcode.NXDOMAIN);
            return reply.toWire();
        }
        Message done = how.apply(reply);
        return done == null ? null : done.toWire();
    }

    private static String key(Message query) {
        Record question = query.getQuestion();
        return (Type.string(question.getType()) + " " + question.getName()).toLowerCase(Locale.ROOT);
    }

    /** One without records. */
    private static byte[] answerTo(byte[] query) {
        byte[] answer = query.clone();
        answer[2] |= (byte) 0x80;
        return answer;
    }

    private void serveUdp() {
        byte[] buffer = new byte[4096];
        while (!udp.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                byte[] query = Arrays.copyOf(buffer, packet.getLength());
                byte[] reply = reply(query, "");
                for (UnaryOperator<byte[]> how : strays.getOrDefault(key(new Message(query)), List.of())) {
                    byte[] stray = how.apply(reply == null ? answerTo(query) : reply.clone());
                    udp.send(new DatagramPacket(stray, stray.length, packet.getSocketAddress()));
                }
                if (reply != null) {
                    udp.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
                    for (UnaryOperator<byte[]> how : echoes.getOrDefault(key(new Message(query)), List.of())) {
                        byte[] echo = how.apply(reply.clone());
                        udp.send(new DatagramPacket(echo, echo.length, packet.getSocketAddress()));
                    }
                }
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try {
                Socket peer = tcp.accept();
                start(() -> serve(peer));
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void serve(Socket peer) {
        try (peer) {
            DataInputStream in = new DataInputStream(peer.getInputStream());
            DataOutputStream out = new DataOutputStream(peer.getOutputStream());
            while (true) {
                byte[] query = new byte[in.readUnsignedShort()];
                in.readFully(query);
                byte[] reply = reply(query, "TCP ");
                for (UnaryOperator<byte[]> how : strays.getOrDefault("tcp " + key(new Message(query)), List.of())) {
                    send(out, how.apply(reply == null ? answerTo(query) : reply.clone()));
                }
                if (reply != null) {
                    send(out, reply);
                    for (UnaryOperator<byte[]> how : echoes.getOrDefault("tcp " + key(new Message(query)), List.of())) {
                        send(out, how.apply(reply.clone()));
                    }
                }
            }
        } catch (IOException e) {
            // the other side has closed
        }
    }

    private static void send(DataOutputStream out, byte[] answer) throws IOException {
        out.writeShort(answer.length);
        out.write(answer);
        out.flush();
    }

    /** A name whose first label has these very bytes. */
    static Name rawName(String label, String rest) throws TextParseException {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < label.length(); i++) {
            escaped.append(String.format(Locale.ROOT, "\\%03d", (int) label.charAt(i)));
        }
        return Name.fromString(escaped + "." + rest);
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
