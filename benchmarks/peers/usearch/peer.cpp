// USearch behind the questions of peer.hpp: its C++ headers, with its own kernels (NumKong). `f32` keeps floats, `i8` a
// byte for each of them, which its own conversion scales by the length of the vector: for cosine only.

#include "../peer.hpp"

#include <sys/syscall.h>

#include <usearch/index_dense.hpp>

// USearch maps its memory itself, where glibc's tunable for huge pages does not reach: asked for here, as for all others.
extern "C" void* mmap(void* address, size_t length, int protection, int flags, int file, off_t offset) noexcept {
    auto mapping = reinterpret_cast<void*>(syscall(SYS_mmap, address, length, protection, flags, file, offset));
    if (mapping != MAP_FAILED && (flags & MAP_ANONYMOUS) != 0) madvise(mapping, length, MADV_HUGEPAGE);
    return mapping;
}

namespace {

using Dense = unum::usearch::index_dense_t;

class UsearchIndex : public peer::Index {
public:
    UsearchIndex(const peer::Data& data, unum::usearch::scalar_kind_t scalar) : data_(data), scalar_(scalar) {}

    void Build(size_t m, size_t efConstruction, int threads) override {
        namespace us = unum::usearch;
        us::metric_punned_t metric(data_.dimension, data_.cosine ? us::metric_kind_t::cos_k : us::metric_kind_t::l2sq_k, scalar_);
        us::index_dense_config_t config(m, efConstruction, efConstruction);
        auto made = Dense::make(metric, config);
        if (!made) throw std::runtime_error(made.error.release());
        index_ = std::move(made.index);
        if (!index_.try_reserve(us::index_limits_t(data_.rowCount, std::max<size_t>(threads, std::thread::hardware_concurrency())))) {
            throw std::runtime_error("no memory");
        }

        std::atomic<size_t> next{0};
        peer::InParallel(threads, [&](int thread) {
            for (size_t row; (row = next++) < data_.rowCount;) {
                auto added = index_.add(row, data_.Row(row), static_cast<size_t>(thread));
                if (!added) throw std::runtime_error(added.error.release());
            }
        });
    }

    void SetEf(size_t ef) override { index_.change_expansion_search(ef); }

    void Search(const float* query, int64_t* rows, float* distances) override {
        auto found = index_.search(query, data_.neighbors);
        if (!found) throw std::runtime_error(found.error.release());
        for (size_t rank = 0; rank < found.size(); rank++) {
            rows[rank] = static_cast<int64_t>(found[rank].member.key);
            distances[rank] = found[rank].distance;
        }

        s_scored += found.computed_distances;
    }

    uint64_t Scored() override { return s_scored; }

private:
    static thread_local uint64_t s_scored;

    const peer::Data& data_;
    unum::usearch::scalar_kind_t scalar_;
    Dense index_;
};

thread_local uint64_t UsearchIndex::s_scored = 0;

}  // namespace

int main(int argc, char** argv) {
    return peer::Run(argc, argv, "USearch " PEER_VERSION, [](const std::string& variant, const peer::Data& data) {
        if (variant != "f32" && variant != "i8") throw std::runtime_error("unknown variant " + variant);
        if (variant == "i8" && !data.cosine) throw std::runtime_error("i8 loses the lengths of vectors: cosine only");
        return std::unique_ptr<peer::Index>(std::make_unique<UsearchIndex>(
            data, variant == "f32" ? unum::usearch::scalar_kind_t::f32_k : unum::usearch::scalar_kind_t::i8_k));
    });
}
