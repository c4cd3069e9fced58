// Load for an HTTP/1.1 server on loopback: one thread, one epoll, a closed loop on each connection.
//
//   load PORT CONNECTIONS WARM_UP_SECONDS SECONDS REQUESTS_FILE
//
// Requests are rendered beforehand: the file holds, one behind the other, a length (uint32, little-endian) and that
// many bytes, head and body. Connections take them in turn. An answer is read whole, by its Content-Length, before the
// next request goes out on its connection. The last line of output is
//
//   answers failures seconds p50_us p99_us max_us answer_bytes
//
// where failures are answers other than 200, and answer_bytes the mean length of an answer, head included. Anything
// that is not HTTP as expected ends the program with code 1.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(const char *what) {
    std::fprintf(stderr, "load: %s (%s)\n", what, std::strerror(errno));
    std::exit(1);
}

struct Connection {
    int socket = -1;
    const std::string *request = nullptr;
    size_t sent = 0;
    Clock::time_point sentAt;
    std::vector<char> buffer = std::vector<char>(256 * 1024);
    size_t received = 0;
    size_t expected = 0;  // bytes of the answer; 0 until its head is there
    bool ok = false;
};

std::vector<std::string> readRequests(const char *path) {
    FILE *file = std::fopen(path, "rb");
    if (!file) fail("the file of requests cannot be opened");
    std::vector<std::string> requests;
    uint32_t length;
    while (std::fread(&length, sizeof length, 1, file) == 1) {
        std::string request(length, '\0');
        if (std::fread(request.data(), 1, length, file) != length) fail("the file of requests is cut short");
        requests.push_back(std::move(request));
    }
    std::fclose(file);
    if (requests.empty()) fail("the file of requests is empty");
    return requests;
}

int openSocket(int port) {
    int handle = socket(AF_INET, SOCK_STREAM, 0);
    if (handle < 0) fail("socket");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(handle, reinterpret_cast<sockaddr *>(&address), sizeof address) < 0) fail("connect");
    int on = 1;
    setsockopt(handle, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    fcntl(handle, F_SETFL, fcntl(handle, F_GETFL) | O_NONBLOCK);
    return handle;
}

class Load {
public:
    Load(int port, int connections, std::vector<std::string> requests)
        : requests_(std::move(requests)), connections_(static_cast<size_t>(connections)), epoll_(epoll_create1(0)) {
        for (Connection &connection : connections_) {
            connection.socket = openSocket(port);
            epoll_event event{};
            event.events = EPOLLIN;
            event.data.ptr = &connection;
            epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.socket, &event);
        }
    }

    /// One run; what is counted begins after the warm-up.
    void run(double warmUp, double seconds) {
        auto start = Clock::now();
        countFrom_ = start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(warmUp));
        auto end = countFrom_ + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
        for (Connection &connection : connections_) next(connection);
        std::vector<epoll_event> events(connections_.size());
        while (Clock::now() < end) {
            int ready = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 100);
            if (ready < 0 && errno != EINTR) fail("epoll_wait");
            for (int i = 0; i < ready; i++) receive(*static_cast<Connection *>(events[static_cast<size_t>(i)].data.ptr));
        }
        report(std::chrono::duration<double>(Clock::now() - countFrom_).count());
    }

private:
    void next(Connection &connection) {
        connection.request = &requests_[turn_++ % requests_.size()];
        connection.sent = connection.received = connection.expected = 0;
        connection.sentAt = Clock::now();
        // Requests are far smaller than the buffer of a socket on loopback; waiting here would be a slow server's doing.
        while (connection.sent < connection.request->size()) {
            ssize_t sent = send(connection.socket, connection.request->data() + connection.sent,
                                connection.request->size() - connection.sent, MSG_NOSIGNAL);
            if (sent > 0) connection.sent += static_cast<size_t>(sent);
            else if (errno != EAGAIN) fail("send");
        }
    }

    void receive(Connection &connection) {
        if (connection.received == connection.buffer.size()) connection.buffer.resize(2 * connection.buffer.size());
        ssize_t received = recv(connection.socket, connection.buffer.data() + connection.received,
                                connection.buffer.size() - connection.received, 0);
        if (received == 0) fail("the server closed a connection");
        if (received < 0) {
            if (errno == EAGAIN || errno == EINTR) return;
            fail("recv");
        }
        connection.received += static_cast<size_t>(received);
        if (connection.expected == 0) readHead(connection);
        if (connection.expected > 0 && connection.received >= connection.expected) {
            if (connection.received > connection.expected) fail("more than an answer came");
            count(connection);
            next(connection);
        }
    }

    static void readHead(Connection &connection) {
        const char *begin = connection.buffer.data();
        const char *end = begin + connection.received;
        static const char blank[] = "\r\n\r\n";
        const char *head = std::search(begin, end, blank, blank + 4);
        if (head == end) return;
        static const char name[] = "content-length:";
        const char *length = std::search(begin, head, name, name + sizeof name - 1,
                                         [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; });
        if (length == head) fail("an answer has no Content-Length");
        connection.ok = connection.received > 12 && std::memcmp(begin, "HTTP/1.1 200", 12) == 0;
        connection.expected = static_cast<size_t>(head - begin) + 4 + std::strtoul(length + sizeof name - 1, nullptr, 10);
    }

    void count(const Connection &connection) {
        auto now = Clock::now();
        if (now < countFrom_) return;
        auto micros = std::chrono::duration<float, std::micro>(now - connection.sentAt).count();
        micros_.push_back(micros);
        failures_ += connection.ok ? 0 : 1;
        bytes_ += connection.expected;
    }

    void report(double seconds) {
        std::sort(micros_.begin(), micros_.end());
        auto at = [this](double quantile) {
            return micros_.empty() ? 0.0f : micros_[static_cast<size_t>(quantile * static_cast<double>(micros_.size() - 1))];
        };
        std::printf("%zu %zu %.6f %.1f %.1f %.1f %.1f\n", micros_.size(), failures_, seconds, at(0.5), at(0.99), at(1.0),
                    micros_.empty() ? 0.0 : static_cast<double>(bytes_) / static_cast<double>(micros_.size()));
    }

    std::vector<std::string> requests_;
    std::vector<Connection> connections_;
    int epoll_;
    size_t turn_ = 0;
    Clock::time_point countFrom_;
    std::vector<float> micros_;
    size_t failures_ = 0;
    size_t bytes_ = 0;
};

}  // namespace

int main(int argc, char **argv) {
    if (argc != 6) {
        std::fprintf(stderr, "usage: load PORT CONNECTIONS WARM_UP_SECONDS SECONDS REQUESTS_FILE\n");
        return 2;
    }
    Load load(std::atoi(argv[1]), std::atoi(argv[2]), readRequests(argv[5]));
    load.run(std::atof(argv[3]), std::atof(argv[4]));
}
