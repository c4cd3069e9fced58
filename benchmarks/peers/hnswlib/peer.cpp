// hnswlib over the rows and queries of the glove benchmark, asked by lines on standard input:
//
//   build M EF_CONSTRUCTION THREADS   ->  seconds, bytes by which the resident set grew
//   recall EF                         ->  share of the true nearest rows found, over all queries
//   measure EF THREADS SECONDS        ->  queries per second, for at least so long
//
// Arguments: rows.f32 queries.f32 truth.i32 DIMENSION ROWS NEIGHBORS. Files: benchmarks/.../Glove/GloveDataSet.cs.
// Cosine as hnswlib's own bindings do it: vectors are normalised when they are added and when they are asked for.

#include <hnswlib/hnswlib.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>
#include <unistd.h>

namespace {

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

template <typename T>
std::vector<T> ReadFile(const std::string& path) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    if (!file) throw std::runtime_error("cannot open " + path);
    std::vector<T> values(static_cast<size_t>(file.tellg()) / sizeof(T));
    file.seekg(0);
    file.read(reinterpret_cast<char*>(values.data()), static_cast<std::streamsize>(values.size() * sizeof(T)));
    if (!file) throw std::runtime_error("cannot read " + path);
    return values;
}

long ResidentBytes() {
    std::ifstream statm("/proc/self/statm");
    long size = 0, resident = 0;
    statm >> size >> resident;
    return resident * sysconf(_SC_PAGESIZE);
}

// Runs body(thread) on so many threads at once.
template <typename Body>
void InParallel(int threads, Body body) {
    std::vector<std::thread> running;
    for (int thread = 0; thread < threads; thread++) running.emplace_back(body, thread);
    for (std::thread& thread : running) thread.join();
}

class Peer {
public:
    Peer(char** arguments)
        : rows_(ReadFile<float>(arguments[1])),
          queries_(ReadFile<float>(arguments[2])),
          truth_(ReadFile<int>(arguments[3])),
          dimension_(std::stoul(arguments[4])),
          rowCount_(std::stoul(arguments[5])),
          neighbors_(std::stoul(arguments[6])),
          queryCount_(queries_.size() / dimension_),
          space_(dimension_) {
        // Writable before the resident set is first looked at, so that its growth is the index alone.
        for (size_t row = 0; row < rowCount_; row++) Normalize(&rows_[row * dimension_], &rows_[row * dimension_]);
    }

    std::string Build(size_t m, size_t efConstruction, int threads) {
        long before = ResidentBytes();
        Clock::time_point start = Clock::now();
        index_ = std::make_unique<hnswlib::HierarchicalNSW<float>>(&space_, rowCount_, m, efConstruction);
        index_->addPoint(rows_.data(), 0);
        std::atomic<size_t> next{1};
        InParallel(threads, [&](int) {
            for (size_t row; (row = next++) < rowCount_;) index_->addPoint(&rows_[row * dimension_], row);
        });
        double seconds = SecondsSince(start);
        return std::to_string(seconds) + " " + std::to_string(ResidentBytes() - before);
    }

    std::string Recall(size_t ef) {
        index_->setEf(ef);
        size_t nearest = 0;
        for (size_t query = 0; query < queryCount_; query++) {
            auto truth = truth_.begin() + static_cast<long>(query * neighbors_);
            for (auto found = Search(query); !found.empty(); found.pop()) {
                nearest += static_cast<size_t>(std::count(truth, truth + static_cast<long>(neighbors_), found.top().second));
            }
        }
        return std::to_string(static_cast<double>(nearest) / static_cast<double>(truth_.size()));
    }

    std::string Measure(size_t ef, int threads, double seconds) {
        index_->setEf(ef);
        std::atomic<size_t> asked{0};
        Clock::time_point start = Clock::now();
        InParallel(threads, [&](int) {
            size_t count = 0;
            while (SecondsSince(start) < seconds) {
                for (size_t query = 0; query < queryCount_; query++) Search(query);
                count += queryCount_;
            }
            asked += count;
        });
        return std::to_string(static_cast<double>(asked) / SecondsSince(start));
    }

private:
    std::priority_queue<std::pair<float, hnswlib::labeltype>> Search(size_t query) {
        thread_local std::vector<float> unit;
        unit.resize(dimension_);
        Normalize(&queries_[query * dimension_], unit.data());
        return index_->searchKnn(unit.data(), neighbors_);
    }

    void Normalize(const float* vector, float* unit) const {
        float squares = 0;
        for (size_t i = 0; i < dimension_; i++) squares += vector[i] * vector[i];
        float factor = 1 / std::sqrt(squares);
        for (size_t i = 0; i < dimension_; i++) unit[i] = vector[i] * factor;
    }

    std::vector<float> rows_;
    std::vector<float> queries_;
    std::vector<int> truth_;
    size_t dimension_;
    size_t rowCount_;
    size_t neighbors_;
    size_t queryCount_;
    hnswlib::InnerProductSpace space_;
    std::unique_ptr<hnswlib::HierarchicalNSW<float>> index_;
};

}  // namespace

int main(int argc, char** argv) {
    if (argc != 7) {
        std::cerr << "usage: peer rows.f32 queries.f32 truth.i32 DIMENSION ROWS NEIGHBORS\n";
        return 2;
    }

    try {
        Peer peer(argv);
        for (std::string line; std::getline(std::cin, line);) {
            std::istringstream words(line);
            std::string command;
            size_t first = 0, second = 0;
            int threads = 0;
            double seconds = 0;
            words >> command;
            if (command == "build" && words >> first >> second >> threads) {
                std::cout << peer.Build(first, second, threads) << std::endl;
            } else if (command == "recall" && words >> first) {
                std::cout << peer.Recall(first) << std::endl;
            } else if (command == "measure" && words >> first >> threads >> seconds) {
                std::cout << peer.Measure(first, threads, seconds) << std::endl;
            } else {
                std::cerr << "not understood: " << line << '\n';
                return 2;
            }
        }
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }

    return 0;
}
