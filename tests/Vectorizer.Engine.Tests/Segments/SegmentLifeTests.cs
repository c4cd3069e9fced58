using System.Collections.Immutable;
using System.Text;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Payloads;
using Vectorizer.Engine.Quantization;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Tests.NeighborCodes;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Tests.Segments;

/// <summary>
/// Everything that may happen to a segment, in random order: groups of writes, single steps of repairs, readers that stay
/// open, captures that are loaded later and take the segment's place, compactions. After each the index is compared with a
/// dictionary, and each reader and capture, when it is closed, with the dictionary of its moment.
/// </summary>
public sealed class SegmentLifeTests(ITestOutputHelper output)
{
    private const int Steps = 250;
    private const int MostReaders = 3;
    private const int PointsPerBatch = 25;

    private static readonly ParallelFor s_twoThreads =
        (count, body) => Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, body);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 12).Select(_ => Random.Shared.Next())];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_segment_agrees_with_a_dictionary_whatever_happens_to_it(int seed)
    {
        output.WriteLine($"seed {seed}");
        using Life life = new(new Random(seed));

        // As long as it takes until what it is about has come about: some lives are without it for long.
        for (int step = 0; step < Steps || (life.Reused == 0 && step < 20 * Steps); step++)
        {
            life.Act();
        }

        life.CloseAll();
        output.WriteLine(life.Counts);
        Assert.True(life.Reused > 0, "ordinals were used again");
    }

    private sealed class Life : IDisposable
    {
        private readonly Random _random;
        private readonly ImmutableArray<VectorFieldSchema> _fields;
        private readonly List<(SegmentReader Reader, SegmentModel Moment)> _readers = [];

        private SegmentIndex _index;
        private SegmentModel _model;
        private long _sequence;
        private (SegmentCapture Capture, SegmentModel Moment)? _capture;
        private SegmentCompaction? _compaction;
        private int _repairs;
        private int _compactions;
        private int _loads;

        public Life(Random random)
        {
            _random = random;
            _fields =
            [
                SegmentModel.Field(random.Next(1, 30), (Metric)random.Next(4)),
                SegmentModel.Field(random.Next(1, 20), Metric.Cosine),
            ];
            _fields = [.. _fields.Select(field => SegmentModel.WithAnyQuantization(field, random))];
            _index = new SegmentIndex(_fields, new PayloadCompression(64), rowFiles: MemoryRowFile.Create);
            _model = new SegmentModel(_fields);
        }

        public int Reused { get; private set; }

        public string Counts
            => $"{_sequence} writes, {Reused} ordinals used again, {_repairs} repairs, {_compactions} compactions, {_loads} loads; "
                + string.Join(", ", _fields.Select(schema => $"{schema.Metric} {schema.Quantization?.Kind}"));

        public void Act()
        {
            switch (_random.Next(100))
            {
                case < 40:
                    Write();
                    break;
                case < 80:
                    Repair();
                    break;
                case < 85:
                    OpenReader();
                    break;
                case < 90:
                    CloseReader();
                    break;
                case < 96:
                    CaptureOrLoad();
                    break;
                default:
                    Compact();
                    break;
            }

            SegmentIndexModelTests.Compare(_index, _model, _random);
        }

        public void CloseAll()
        {
            while (_readers.Count > 0)
            {
                CloseReader();
            }

            EndCapture();
            _compaction?.Dispose();
            _compaction = null;
            while (_index.DeletedCount > 0)
            {
                Repair();
            }

            SegmentIndexModelTests.Compare(_index, _model, _random);
        }

        public void Dispose()
        {
            _compaction?.Dispose();
            _index.Dispose();
        }

        private void Write()
        {
            (int free, int count) = (_index.FreeCount, _index.Points.Count);
            List<ModelWrite> group = [.. Enumerable.Range(0, _random.Next(1, 4))
                .Select(_ => SegmentIndexModelTests.RandomWrite(_random, _fields, ++_sequence))];
            _index.Apply(group.Select(write => write.ToWrite()).ToArray(), new int[group.Count], s_twoThreads);
            group.ForEach(_model.Apply);
            Reused += free - _index.FreeCount;
            Assert.True(_index.FreeCount == 0 || _index.Points.Count == count, "free ordinals come first");
        }

        private void Repair()
        {
            if (_index.Repair(s_twoThreads) != RepairProgress.Done)
            {
                return;
            }

            _repairs++;
            AssertSound(_index);
        }

        private void OpenReader()
        {
            if (_readers.Count < MostReaders)
            {
                _readers.Add((_index.OpenReader(), Moment()));
            }
        }

        // Whatever was written, repaired and compacted since, it sees its moment.
        private void CloseReader()
        {
            if (_readers.Count == 0)
            {
                return;
            }

            int place = _random.Next(_readers.Count);
            (SegmentReader reader, SegmentModel moment) = _readers[place];
            _readers.RemoveAt(place);
            using (reader)
            {
                for (int field = 0; field < _fields.Length; field++)
                {
                    float[] query = SegmentIndexModelTests.RandomVector(_random, _fields[field].Dimension);
                    List<(string Id, double Distance)> truth = moment.Rank(field, query);
                    ReadOnlySpan<Neighbor> found = reader.SearchExact(field, query, truth.Count + 1, CancellationToken.None);
                    SegmentIndexModelTests.AssertFound(truth, truth.Count + 1, reader, found, isExact: true);
                    foreach (Neighbor hit in found)
                    {
                        ModelPoint point = moment.Points[Encoding.UTF8.GetString(reader.Id(hit.Ordinal))];
                        Assert.Equal(point.Payload, Encoding.UTF8.GetString(reader.Payload(hit.Ordinal)));
                    }
                }
            }
        }

        private void CaptureOrLoad()
        {
            if (_capture is null)
            {
                _capture = (_index.Capture(), Moment());
            }
            else
            {
                EndCapture();
            }
        }

        private void EndCapture()
        {
            if (_capture is not var (capture, moment))
            {
                return;
            }

            SegmentIndex loaded = SegmentCaptureTests.Load(capture, _random).Index;
            capture.Dispose();
            _capture = null;
            _loads++;
            SegmentIndexModelTests.Compare(loaded, moment, _random);
            AssertSound(loaded);
            if (_random.Next(2) == 0)
            {
                // As after a restart without a log: what was written since is gone.
                Replace(loaded);
                _model = moment;
                _sequence = loaded.VisibleSequence;
            }
            else
            {
                loaded.Dispose();
            }
        }

        private void Compact()
        {
            if (_compaction is null)
            {
                _compaction = new SegmentCompaction(_index, PointsPerBatch, rowFiles: MemoryRowFile.Create);
                _compaction.CopyBatch(s_twoThreads, CancellationToken.None);
                return;
            }

            if (_random.Next(2) == 0)
            {
                _compaction.CopyBatch(s_twoThreads, CancellationToken.None);
                return;
            }

            SegmentIndex compacted = _compaction.Finish(s_twoThreads, CancellationToken.None);
            _compactions++;
            EndCapture();
            if (_compaction is not null)
            {
                Assert.Empty(IndexComparison.Differences(_index, compacted, _random));
                Replace(compacted);
            }
            else
            {
                compacted.Dispose();
            }
        }

        private void Replace(SegmentIndex index)
        {
            _compaction?.Dispose();
            _compaction = null;
            _index.Dispose();
            _index = index;
        }

        private static void AssertSound(SegmentIndex index)
        {
            foreach (VectorIndex field in index.Indexes)
            {
                Assert.Empty(HnswGraphValidator.Validate(field.Graph));
                Assert.Empty(HnswGraphValidator.CheckInDegrees(field.Graph));
                if (field.Schema.Quantization?.Kind == QuantizationKind.NeighborCodes)
                {
                    NeighborCodesIndexTests.AssertLanesAreLinks(field);
                }
            }
        }

        private SegmentModel Moment()
        {
            SegmentModel moment = new(_fields);
            foreach ((string id, ModelPoint point) in _model.Points)
            {
                moment.Points[id] = point;
            }

            return moment;
        }
    }
}
