// FAISS's HNSW behind the questions of peer.hpp: `flat` keeps floats, `sq8` a byte for each of them (8-bit scalar
// quantizer with a range per dimension, trained on all rows). Cosine is the inner product of vectors of length 1.

#include "../peer.hpp"

#include <faiss/IndexHNSW.h>
#include <omp.h>

namespace {

class FaissIndex : public peer::Index {
public:
    FaissIndex(const peer::Data& data, bool quantized) : data_(data), quantized_(quantized) {}

    void Build(size_t m, size_t efConstruction, int threads) override {
        faiss::MetricType metric = data_.cosine ? faiss::METRIC_INNER_PRODUCT : faiss::METRIC_L2;
        int dimension = static_cast<int>(data_.dimension);
        if (quantized_) {
            index_ = std::make_unique<faiss::IndexHNSWSQ>(
                dimension, faiss::ScalarQuantizer::QT_8bit, static_cast<int>(m), metric);
        } else {
            index_ = std::make_unique<faiss::IndexHNSWFlat>(dimension, static_cast<int>(m), metric);
        }

        index_->hnsw.efConstruction = static_cast<int>(efConstruction);

        // FAISS takes all rows in one call and shares them out among its own threads.
        omp_set_num_threads(threads);
        const float* rows = data_.Row(0);
        std::vector<float> units;
        if (data_.cosine) {
            units.resize(data_.rowCount * data_.dimension);
            for (size_t row = 0; row < data_.rowCount; row++) {
                peer::Normalize(data_.Row(row), data_.dimension, &units[row * data_.dimension]);
            }

            rows = units.data();
        }

        auto count = static_cast<faiss::Index::idx_t>(data_.rowCount);
        index_->train(count, rows);
        index_->add(count, rows);
    }

    void SetEf(size_t ef) override { index_->hnsw.efSearch = static_cast<int>(ef); }

    void Search(const float* query, int64_t* rows, float* distances) override {
        // Set for the calling thread: each searches alone.
        omp_set_num_threads(1);
        index_->search(
            1, peer::Prepared(data_, query), static_cast<faiss::Index::idx_t>(data_.neighbors), distances, rows);
    }

    // Version 1.7.3 leaves its counter at 0.
    uint64_t Scored() override { return 0; }

private:
    const peer::Data& data_;
    bool quantized_;
    std::unique_ptr<faiss::IndexHNSW> index_;
};

}  // namespace

int main(int argc, char** argv) {
    return peer::Run(argc, argv, "FAISS " PEER_VERSION, [](const std::string& variant, const peer::Data& data) {
        if (variant != "flat" && variant != "sq8") throw std::runtime_error("unknown variant " + variant);
        return std::unique_ptr<peer::Index>(std::make_unique<FaissIndex>(data, variant == "sq8"));
    });
}
