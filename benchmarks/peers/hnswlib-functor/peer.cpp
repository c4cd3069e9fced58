// hnswlib with its filter functor behind the questions of peer.hpp. Cosine as its own bindings do it: vectors of length 1, inner
// product.

#include "../peer.hpp"

#include <hnswlib/hnswlib.h>

namespace {

class HasLabel : public hnswlib::BaseFilterFunctor {
public:
    HasLabel(const std::vector<int32_t>& labels, int32_t label) : labels_(labels.data()), label_(label) {}

    bool operator()(hnswlib::labeltype row) override { return labels_[row] == label_; }

private:
    const int32_t* labels_;
    int32_t label_;
};

class HnswlibIndex : public peer::Index {
public:
    explicit HnswlibIndex(const peer::Data& data)
        : data_(data),
          space_(data.cosine ? std::unique_ptr<hnswlib::SpaceInterface<float>>(new hnswlib::InnerProductSpace(data.dimension))
                             : std::unique_ptr<hnswlib::SpaceInterface<float>>(new hnswlib::L2Space(data.dimension))) {}

    void Build(size_t m, size_t efConstruction, int threads) override {
        index_ = std::make_unique<hnswlib::HierarchicalNSW<float>>(space_.get(), data_.rowCount, m, efConstruction);
        index_->addPoint(peer::Prepared(data_, data_.Row(0)), 0);
        std::atomic<size_t> next{1};
        peer::InParallel(threads, [&](int) {
            for (size_t row; (row = next++) < data_.rowCount;) index_->addPoint(peer::Prepared(data_, data_.Row(row)), row);
        });
    }

    void SetEf(size_t ef) override { index_->setEf(ef); }

    void Search(const float* query, int64_t* rows, float* distances) override { Search(query, nullptr, rows, distances); }

    void SearchLabelled(const float* query, int32_t label, int64_t* rows, float* distances) override {
        HasLabel filter(data_.rowLabels, label);
        Search(query, &filter, rows, distances);
    }

    uint64_t Scored() override { return 0; }

private:
    void Search(const float* query, hnswlib::BaseFilterFunctor* filter, int64_t* rows, float* distances) {
        auto found = index_->searchKnn(peer::Prepared(data_, query), data_.neighbors, filter);
        for (size_t rank = data_.neighbors; rank-- > found.size();) rows[rank] = -1;
        for (size_t rank = found.size(); rank-- > 0; found.pop()) {
            rows[rank] = static_cast<int64_t>(found.top().second);
            distances[rank] = found.top().first;
        }
    }

    const peer::Data& data_;
    std::unique_ptr<hnswlib::SpaceInterface<float>> space_;
    std::unique_ptr<hnswlib::HierarchicalNSW<float>> index_;
};

}  // namespace

int main(int argc, char** argv) {
    return peer::Run(argc, argv, "hnswlib " PEER_VERSION, [](const std::string& variant, const peer::Data& data) {
        if (variant != "f32") throw std::runtime_error("unknown variant " + variant);
        return std::unique_ptr<peer::Index>(std::make_unique<HnswlibIndex>(data));
    });
}
