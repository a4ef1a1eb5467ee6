package dev.tidemill.server;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A context of TLS whose sockets end the connection under them when they are closed. The web server
 * layers TLS over its connections in such a way that closing them says goodbye, and then waits for
 * the other end to go first: a client that waits for the end of the connection would wait too, and
 * each would keep the other. Safe for all threads, as the context that it is made of.
 */
final class EndingContext extends SSLContext {
    EndingContext(SSLContext context) {
        super(new Delegating(context), context.getProvider(), context.getProtocol());
    }

    /** What is asked of the context, which is initialised already. */
    private static final class Delegating extends SSLContextSpi {
        private final SSLContext context;

        Delegating(SSLContext context) {
            this.context = requireNonNull(context, "context");
        }

        @Override
        protected void engineInit(
                KeyManager @Nullable [] keys,
                TrustManager @Nullable [] trusted,
                @Nullable SecureRandom random) {
            throw new UnsupportedOperationException("the context is initialised");
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return new EndingSockets(context.getSocketFactory());
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            return context.getServerSocketFactory();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return context.createSSLEngine();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return context.createSSLEngine(host, port);
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return context.getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return context.getClientSessionContext();
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            return context.getDefaultSSLParameters();
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return context.getSupportedSSLParameters();
        }
    }

    /** Sockets over others that close those with themselves, whatever is asked for. */
    private static final class EndingSockets extends SSLSocketFactory {
        private final SSLSocketFactory sockets;

        EndingSockets(SSLSocketFactory sockets) {
            this.sockets = requireNonNull(sockets, "sockets");
        }

        @Override
        public Socket createSocket(Socket under, @Nullable InputStream consumed, boolean closes)
                throws IOException {
            return sockets.createSocket(under, consumed, true);
        }

        @Override
        public Socket createSocket(Socket under, String host, int port, boolean closes)
                throws IOException {
            return sockets.createSocket(under, host, port, true);
        }

        @Override
        public Socket createSocket() throws IOException {
            return sockets.createSocket();
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return sockets.createSocket(host, port);
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort)
                throws IOException {
            return sockets.createSocket(host, port, local, localPort);
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return sockets.createSocket(host, port);
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
                throws IOException {
            return sockets.createSocket(host, port, local, localPort);
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return sockets.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return sockets.getSupportedCipherSuites();
        }
    }
}
