// What the peers in C++ share: the data, the questions asked by lines on standard input, and the clock.
//
//   arguments                                     VARIANT rows.f32 queries.f32 DIMENSION ROWS NEIGHBORS cosine|euclidean
//   (when the data is there)                  ->  name and version
//   build M EF_CONSTRUCTION THREADS           ->  seconds
//   find EF COUNT                             ->  rows scored by the first COUNT queries, then NEIGHBORS row numbers a query
//   measure EF THREADS SECONDS FIRST COUNT    ->  queries a second of THREADS threads that each ask COUNT queries from
//                                                 FIRST on, again and again, for at least SECONDS; one query a call
//   parts                                     ->  what the index says of its memory, for people; may be empty
//   labels ROWS.i32 QUERIES.i32               ->  ok. From then on a query finds only rows whose label is its own; files of one
//                                                 number for each row and query
//
// A row number of -1 stands for a row that was not found. The C# side is benchmarks/Vectorizer.Engine.Benchmarks/Contenders.

#pragma once

#include <fcntl.h>
#include <malloc.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace peer {

using Clock = std::chrono::steady_clock;

inline double SecondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

// The numbers of a file.
inline std::vector<int32_t> ReadLabels(const std::string& path) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    if (!file) throw std::runtime_error("cannot open " + path);
    std::vector<int32_t> labels(static_cast<size_t>(file.tellg()) / sizeof(int32_t));
    file.seekg(0);
    file.read(reinterpret_cast<char*>(labels.data()), static_cast<std::streamsize>(labels.size() * sizeof(int32_t)));
    return labels;
}

// A file of floats, mapped: its pages belong to the file and don't count as memory of the index.
class FloatFile {
public:
    explicit FloatFile(const std::string& path) {
        int file = open(path.c_str(), O_RDONLY);
        struct stat status;
        if (file < 0 || fstat(file, &status) != 0) throw std::runtime_error("cannot open " + path);
        count_ = static_cast<size_t>(status.st_size) / sizeof(float);
        void* address = mmap(nullptr, count_ * sizeof(float), PROT_READ, MAP_SHARED | MAP_POPULATE, file, 0);
        close(file);
        if (address == MAP_FAILED) throw std::runtime_error("cannot map " + path);
        values_ = static_cast<const float*>(address);
    }

    FloatFile(const FloatFile&) = delete;

    const float* Values() const { return values_; }
    size_t Count() const { return count_; }

private:
    const float* values_;
    size_t count_;
};

struct Data {
    FloatFile rows;
    FloatFile queries;
    size_t dimension;
    size_t rowCount;
    size_t neighbors;
    bool cosine;

    // Of rows and queries; empty when every row may be found.
    std::vector<int32_t> rowLabels;
    std::vector<int32_t> queryLabels;

    const float* Row(size_t row) const { return rows.Values() + row * dimension; }
    const float* Query(size_t query) const { return queries.Values() + query * dimension; }
    size_t QueryCount() const { return queries.Count() / dimension; }
};

// For libraries that know only the inner product: cosine is that of vectors of length 1.
inline void Normalize(const float* vector, size_t dimension, float* unit) {
    float squares = 0;
    for (size_t i = 0; i < dimension; i++) squares += vector[i] * vector[i];
    float factor = squares > 0 ? 1 / std::sqrt(squares) : 0;
    for (size_t i = 0; i < dimension; i++) unit[i] = vector[i] * factor;
}

// The vector as the library wants it, in a buffer of the calling thread.
inline const float* Prepared(const Data& data, const float* vector) {
    if (!data.cosine) return vector;
    thread_local std::vector<float> unit;
    unit.resize(data.dimension);
    Normalize(vector, data.dimension, unit.data());
    return unit.data();
}

class Index {
public:
    virtual ~Index() = default;
    virtual void Build(size_t m, size_t efConstruction, int threads) = 0;
    virtual void SetEf(size_t ef) = 0;

    // Writes the nearest rows of a query and their distances, nearest first. Called by several threads at once.
    virtual void Search(const float* query, int64_t* rows, float* distances) = 0;

    // The same, of the rows whose label in data is this one.
    virtual void SearchLabelled(const float*, int32_t, int64_t*, float*) {
        throw std::runtime_error("this peer knows no filters");
    }

    // Distances computed by the searches so far, or 0 where the library doesn't tell.
    virtual uint64_t Scored() = 0;
};

// Runs body(thread) on so many threads, all of them set off at once.
template <typename Body>
void InParallel(int threads, Body body) {
    std::atomic<int> ready{0};
    std::vector<std::thread> running;
    for (int thread = 0; thread < threads; thread++) {
        running.emplace_back([&, thread] {
            ready++;
            while (ready < threads) std::this_thread::yield();
            body(thread);
        });
    }

    for (std::thread& thread : running) thread.join();
}

inline void SearchOne(const Data& data, Index& index, size_t query, int64_t* rows, float* distances) {
    if (data.queryLabels.empty()) {
        index.Search(data.Query(query), rows, distances);
    } else {
        index.SearchLabelled(data.Query(query), data.queryLabels[query], rows, distances);
    }
}

inline std::string Find(const Data& data, Index& index, size_t ef, size_t count) {
    index.SetEf(ef);
    uint64_t before = index.Scored();
    std::vector<int64_t> rows(count * data.neighbors, -1);
    std::vector<float> distances(data.neighbors);
    for (size_t query = 0; query < count; query++) {
        SearchOne(data, index, query, &rows[query * data.neighbors], distances.data());
    }

    std::ostringstream answer;
    answer << index.Scored() - before;
    for (int64_t row : rows) answer << ' ' << row;
    return answer.str();
}

inline std::string Measure(
    const Data& data, Index& index, size_t ef, int threads, double seconds, size_t first, size_t count) {
    index.SetEf(ef);
    std::vector<double> rates(static_cast<size_t>(threads));
    InParallel(threads, [&](int thread) {
        std::vector<int64_t> rows(data.neighbors);
        std::vector<float> distances(data.neighbors);
        size_t asked = 0;
        Clock::time_point start = Clock::now();
        do {
            for (size_t query = first; query < first + count; query++) {
                SearchOne(data, index, query, rows.data(), distances.data());
            }

            asked += count;
        } while (SecondsSince(start) < seconds);
        rates[static_cast<size_t>(thread)] = static_cast<double>(asked) / SecondsSince(start);
    });
    double sum = 0;
    for (double rate : rates) sum += rate;
    return std::to_string(sum);
}

// Answers the questions until the input ends. makeIndex(variant, data) returns a std::unique_ptr<Index>.
template <typename MakeIndex>
int Run(int argc, char** argv, const std::string& version, MakeIndex makeIndex) {
    if (argc != 8) {
        std::cerr << "usage: peer VARIANT rows.f32 queries.f32 DIMENSION ROWS NEIGHBORS cosine|euclidean\n";
        return 2;
    }

    try {
        std::string metric = argv[7];
        if (metric != "cosine" && metric != "euclidean") throw std::runtime_error("unknown metric " + metric);
        Data data{FloatFile(argv[2]), FloatFile(argv[3]), std::stoul(argv[4]), std::stoul(argv[5]), std::stoul(argv[6]),
                  metric == "cosine", {}, {}};
        if (data.rowCount * data.dimension > data.rows.Count()) throw std::runtime_error("fewer rows than asked for");
        std::unique_ptr<Index> index = makeIndex(std::string(argv[1]), data);
        std::cout << version << std::endl;
        for (std::string line; std::getline(std::cin, line);) {
            std::istringstream words(line);
            std::string command;
            size_t m = 0, ef = 0, first = 0, count = 0;
            int threads = 0;
            double seconds = 0;
            words >> command;
            if (command == "build" && words >> m >> ef >> threads) {
                Clock::time_point start = Clock::now();
                index->Build(m, ef, threads);
                double taken = SecondsSince(start);
                malloc_trim(0);
                std::cout << taken << std::endl;
            } else if (command == "find" && words >> ef >> count && count <= data.QueryCount()) {
                std::cout << Find(data, *index, ef, count) << std::endl;
            } else if (command == "measure" && words >> ef >> threads >> seconds >> first >> count &&
                       first + count <= data.QueryCount()) {
                std::cout << Measure(data, *index, ef, threads, seconds, first, count) << std::endl;
            } else if (std::string rowPath, queryPath; command == "labels" && words >> rowPath >> queryPath) {
                data.rowLabels = ReadLabels(rowPath);
                data.queryLabels = ReadLabels(queryPath);
                if (data.rowLabels.size() < data.rowCount || data.queryLabels.size() < data.QueryCount()) {
                    throw std::runtime_error("fewer labels than rows or queries");
                }

                std::cout << "ok" << std::endl;
            } else if (command == "parts") {
                std::cout << std::endl;
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

}  // namespace peer
