using System.Buffers.Binary;
using System.Collections.Immutable;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;
using Vectorizer.Storage.Formats;
using Vectorizer.Storage.Formats.V1;
using Vectorizer.Storage.Snapshots;

namespace Vectorizer.Storage.Tests.Snapshots;

/// <summary>What reading makes of files that are not what was written, and of files that nobody should have written.</summary>
public sealed class SnapshotDamageTests(ITestOutputHelper output)
{
    private const int MagicLength = 8;

    [Fact]
    public void A_change_of_any_byte_is_found()
    {
        byte[] whole = Example();
        for (int offset = 0; offset < whole.Length; offset++)
        {
            foreach (byte change in new byte[] { (byte)(1 << (offset % 8)), 0xFF })
            {
                byte[] bytes = [.. whole];
                bytes[offset] ^= change;
                Exception? found = Record.Exception(() => SnapshotFixture.Load(bytes, out _).Dispose());

                bool isExpected = offset < MagicLength
                    ? found is FormatMismatchException { Mismatch: FormatMismatch.Foreign }
                    : found is CorruptDataException { File: "memory" };
                Assert.True(isExpected, $"offset {offset}: {found}");
            }
        }
    }

    [Fact]
    public void A_file_cut_at_any_length_is_found()
    {
        byte[] whole = Example();
        for (int length = 0; length < whole.Length; length++)
        {
            MemorySnapshot file = new(whole[..length]);
            Assert.Throws<CorruptDataException>(() => SnapshotReader.Open(file));
            Assert.True(file.IsDisposed);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(4096)]
    public void A_file_with_something_behind_its_end_is_found(int more)
        => Assert.Throws<CorruptDataException>(() => SnapshotReader.Open(new MemorySnapshot([.. Example(), .. new byte[more]])));

    [Fact]
    public void Zeros_in_place_of_any_sector_are_found()
    {
        byte[] whole = Example();
        for (int offset = 0; offset < whole.Length; offset += 64)
        {
            byte[] bytes = [.. whole];
            bytes.AsSpan(offset, Math.Min(64, bytes.Length - offset)).Clear();
            if (!bytes.AsSpan().SequenceEqual(whole))
            {
                Exception? found = Record.Exception(() => SnapshotFixture.Load(bytes, out _).Dispose());
                Assert.True(found is CorruptDataException or FormatMismatchException, $"offset {offset}: {found}");
            }
        }
    }

    [Fact]
    public void Blocks_of_one_size_that_changed_places_are_found()
    {
        // Three blocks of nodes and one of points, of one size.
        using SegmentIndex index = new([.. Enumerable.Repeat(SnapshotFixture.Field(2, Metric.Euclidean), 3)]);
        SnapshotFixture.Apply(index, 1, SnapshotFixture.Upsert("a", 7, [1, 2, 3, 4, 5, 6], ""));
        byte[] whole = SnapshotFixture.Write(index, []);
        List<(int Offset, int Size)> places = [];
        int offset = SnapshotFileHeader.Size;
        foreach (SnapshotBlockHeader block in SnapshotParts.Of(whole).Headers)
        {
            places.Add((offset, (int)block.SizeInFile));
            offset += (int)block.SizeInFile;
        }

        int exchanged = 0;
        for (int i = 0; i < places.Count; i++)
        {
            for (int j = i + 1; j < places.Count; j++)
            {
                if (places[i].Size == places[j].Size)
                {
                    byte[] bytes = [.. whole];
                    whole.AsSpan(places[i].Offset, places[i].Size).CopyTo(bytes.AsSpan(places[j].Offset));
                    whole.AsSpan(places[j].Offset, places[j].Size).CopyTo(bytes.AsSpan(places[i].Offset));
                    Assert.Throws<CorruptDataException>(() => SnapshotFixture.Load(bytes, out _));
                    exchanged++;
                }
            }
        }

        Assert.Equal(6, exchanged);
    }

    [Fact]
    public void Another_block_in_the_place_of_the_description_is_found()
    {
        // A file of keys as long as a description, and with a description's bytes.
        using SegmentIndex index = new([SnapshotFixture.Field(2, Metric.Euclidean)]);
        byte[] whole = SnapshotFixture.Write(index, [new SavedKey(new byte[24], 1, 1, 1, 1)]);
        int size = (int)SnapshotParts.Of(whole).Headers[0].SizeInFile;
        Assert.Equal(SnapshotBlockKind.Keys, SnapshotParts.Of(whole).Headers[1].Kind);
        byte[] bytes = [.. whole];
        whole.AsSpan(SnapshotFileHeader.Size + size, size).CopyTo(bytes.AsSpan(SnapshotFileHeader.Size));

        CorruptDataException found = Assert.Throws<CorruptDataException>(() => SnapshotReader.Open(new MemorySnapshot(bytes)));
        Assert.Contains("another block", found.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_of_another_snapshot_is_found_even_of_the_same_segment_and_content()
    {
        using SegmentIndex index = SnapshotFixture.Everything();
        byte[] one = SnapshotFixture.Write(index, SnapshotFixture.Keys, nonce: 1);
        byte[] other = SnapshotFixture.Write(index, SnapshotFixture.Keys, nonce: 2);
        Assert.Equal(one.Length, other.Length);
        List<(int Offset, int Size)> parts = [(0, SnapshotFileHeader.Size), (one.Length - SnapshotTrailer.Size, SnapshotTrailer.Size)];
        int offset = SnapshotFileHeader.Size;
        foreach (SnapshotBlockHeader block in SnapshotParts.Of(one).Headers)
        {
            parts.Add((offset, (int)block.SizeInFile));
            offset += (int)block.SizeInFile;
        }

        parts.Add((offset, one.Length - SnapshotTrailer.Size - offset));
        foreach ((int start, int size) in parts)
        {
            byte[] bytes = [.. one];
            other.AsSpan(start, size).CopyTo(bytes.AsSpan(start));
            Exception? found = Record.Exception(() => SnapshotFixture.Load(bytes, out _).Dispose());
            Assert.True(found is CorruptDataException, $"{size} bytes at {start}: {found}");
        }
    }

    [Theory]
    [InlineData(8, 2, FormatMismatch.TooNew)]
    [InlineData(8, 0, FormatMismatch.TooOld)]
    [InlineData(10, 1, FormatMismatch.TooNew)]
    [InlineData(48, 1, FormatMismatch.TooNew)]
    [InlineData(0, (byte)'X', FormatMismatch.Foreign)]
    public void Another_version_and_a_foreign_file_are_told_apart_from_a_damaged_one(int offset, byte value, FormatMismatch expected)
    {
        SnapshotParts parts = SnapshotParts.Of(Example());
        parts.Header[offset] = value;

        Assert.Equal(expected, Mismatch(parts));
    }

    [Theory]
    [InlineData(12, 6)]
    [InlineData(14, 1)]
    [InlineData(28, 1)]
    public void A_block_of_an_unknown_kind_is_one_of_a_newer_version(int offset, byte value)
    {
        for (int block = 0; block < SnapshotParts.Of(Example()).Blocks.Count; block++)
        {
            SnapshotParts parts = SnapshotParts.Of(Example());
            parts.Blocks[block].Header[offset] = value;
            Assert.Equal(FormatMismatch.TooNew, Mismatch(parts));
        }
    }

    [Fact]
    public void An_unknown_field_of_a_block_is_one_of_a_newer_version()
    {
        foreach ((SnapshotBlockKind kind, int offset) in new[]
        {
            (SnapshotBlockKind.Description, 8),
            (SnapshotBlockKind.Description, 16 + 24),
            (SnapshotBlockKind.Points, 27),
            (SnapshotBlockKind.Keys, 22),
        })
        {
            SnapshotParts parts = SnapshotParts.Of(Example()).Expand();
            int block = parts.Headers.FindIndex(header => header.Kind == kind);
            parts.Blocks[block].Stored[offset] = 1;
            Assert.Equal(FormatMismatch.TooNew, Mismatch(parts));
        }
    }

    [Fact]
    public void A_file_put_together_again_as_it_was_is_read()
        => Assert.Equal(Example(), SnapshotParts.Of(Example()).Build());

    [Theory]
    [InlineData(0, 13, "more nodes than there are")]
    [InlineData(0, int.MaxValue, "as many ordinals as there are numbers")]
    [InlineData(4, int.MaxValue, "more points than ordinals")]
    [InlineData(4, -1, "a negative count of points")]
    [InlineData(12, 0, "no field")]
    [InlineData(12, 65, "too many fields")]
    [InlineData(16, 0, "a dimension of 0")]
    [InlineData(16, 65_537, "a dimension that is too large")]
    [InlineData(20, 4, "an unknown metric")]
    [InlineData(24, 1, "too few links")]
    [InlineData(24, int.MaxValue, "too many links")]
    [InlineData(28, 0, "no candidates")]
    [InlineData(28, int.MaxValue, "more candidates than memory holds")]
    [InlineData(32, int.MaxValue, "too many records of upper layers")]
    [InlineData(32, -1, "a negative count of them")]
    [InlineData(36, int.MaxValue, "an entry that does not exist")]
    public void A_description_that_cannot_be_is_refused(int offset, int value, string what)
    {
        output.WriteLine(what);
        SnapshotParts parts = SnapshotParts.Of(Example());
        BinaryPrimitives.WriteInt32LittleEndian(parts.Blocks[0].Stored.AsSpan(offset), value);

        Assert.Throws<CorruptDataException>(() => SnapshotFixture.Load(parts.Build(), out _));
    }

    [Theory]
    [InlineData(SnapshotBlockKind.Nodes, true)]
    [InlineData(SnapshotBlockKind.Nodes, false)]
    [InlineData(SnapshotBlockKind.Points, true)]
    [InlineData(SnapshotBlockKind.Points, false)]
    [InlineData(SnapshotBlockKind.Description, true)]
    [InlineData(SnapshotBlockKind.Description, false)]
    public void A_block_that_is_missing_or_comes_twice_is_refused_whatever_the_contents_say(SnapshotBlockKind kind, bool twice)
    {
        SnapshotParts parts = SnapshotParts.Of(Example());
        int block = parts.Headers.FindIndex(header => header.Kind == kind);
        if (twice)
        {
            parts.Blocks.Insert(block, ([.. parts.Blocks[block].Header], parts.Blocks[block].Stored));
        }
        else
        {
            parts.Blocks.RemoveAt(block);
        }

        Assert.Throws<CorruptDataException>(() => SnapshotFixture.Load(parts.Build(), out _));
    }

    [Theory]
    [InlineData(0x1000_0000)]
    [InlineData(0x1C71_C71C)]
    [InlineData(0x1C71_C720)]
    [InlineData(0x7FFF_FFFF)]
    public void A_number_of_nodes_whose_bytes_cannot_be_counted_is_refused(int count)
    {
        SnapshotParts parts = SnapshotParts.Of(Example());
        int block = parts.Headers.FindIndex(header => header.Kind == SnapshotBlockKind.Nodes);
        BinaryPrimitives.WriteInt32LittleEndian(parts.Blocks[block].Header.AsSpan(20), count);
        BinaryPrimitives.WriteInt32LittleEndian(parts.Blocks[0].Stored, count);

        Assert.Throws<CorruptDataException>(() => SnapshotFixture.Load(parts.Build(), out _));
    }

    [Fact]
    public void A_file_that_lies_with_right_checksums_ends_in_a_report_or_in_a_segment_that_can_be_used()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        byte[] whole = Example();
        int refused = 0;
        const int Rounds = 6_000;
        for (int round = 0; round < Rounds; round++)
        {
            SnapshotParts parts = SnapshotParts.Of(whole);
            if (round % 4 != 0)
            {
                parts.Expand();
            }

            for (int lies = random.Next(1, 4); lies > 0; lies--)
            {
                Lie(parts, random);
            }

            byte[] bytes = parts.Build();
            try
            {
                using SegmentIndex index = SnapshotFixture.Load(bytes, out List<SavedKey> keys);
                Use(index, keys);
            }
            catch (IOException exception) when (exception is CorruptDataException or FormatMismatchException)
            {
                refused++;
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"round {round}: {exception.Message}", exception);
            }
        }

        Assert.InRange(refused, Rounds / 4, Rounds - 1);
    }

    private static byte[] Example()
    {
        using SegmentIndex index = SnapshotFixture.Everything();
        return SnapshotFixture.Write(index, SnapshotFixture.Keys);
    }

    private static FormatMismatch Mismatch(SnapshotParts parts)
        => Assert.Throws<FormatMismatchException>(() => SnapshotFixture.Load(parts.Build(), out _)).Mismatch;

    private static void Lie(SnapshotParts parts, Random random)
    {
        (byte[] header, byte[] stored) = parts.Blocks[random.Next(parts.Blocks.Count)];
        int[] numbers = [0, 1, -1, 2, 255, 256, 65_536, 0x1000_0000, int.MaxValue, int.MinValue, random.Next()];
        switch (random.Next(8))
        {
            case 0:
                BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8 + (4 * random.Next(6))), numbers[random.Next(numbers.Length)]);
                break;
            case 1:
                header[random.Next(8, header.Length)] = (byte)random.Next(6);
                break;
            case 2:
                int other = random.Next(parts.Blocks.Count);
                parts.Blocks[other] = ([.. parts.Blocks[other].Header], stored);
                break;
            case 3:
                parts.ChangeContents = contents => contents[random.Next(contents.Length)] ^= (byte)(1 << random.Next(8));
                break;
            case 4:
                parts.ChangeTrailer = trailer => trailer[random.Next(28)] ^= (byte)(1 << random.Next(8));
                break;
            case 5 when stored.Length >= 4:
                BinaryPrimitives.WriteInt32LittleEndian(stored.AsSpan(random.Next(stored.Length / 4) * 4), numbers[random.Next(numbers.Length)]);
                break;
            default:
                if (stored.Length > 0)
                {
                    stored[random.Next(stored.Length)] ^= (byte)(1 << random.Next(8));
                }

                break;
        }
    }

    /// <summary>Looks at everything, searches, writes and saves.</summary>
    private static void Use(SegmentIndex index, List<SavedKey> keys)
    {
        string text = SegmentText.Of(index, keys);
        Assert.Equal(text, SnapshotFixture.TextOf(SnapshotFixture.Write(index, keys)));
        using (SegmentReader reader = index.OpenReader())
        {
            for (int field = 0; field < index.Fields.Length; field++)
            {
                float[] query = new float[index.Fields[field].Dimension];
                Array.Fill(query, 0.5f);
                reader.Search(field, query, 5, 10, TestContext.Current.CancellationToken);
                reader.SearchExact(field, query, 5, TestContext.Current.CancellationToken);
            }
        }

        ImmutableArray<VectorFieldSchema> fields = index.Fields;
        SnapshotFixture.Apply(
            index,
            index.VisibleSequence + 1,
            SnapshotFixture.Upsert("another", 1, [.. Enumerable.Repeat(0.25f, fields[0].Dimension)], "{}"),
            PointMutation.Delete("a"u8.ToArray()));
    }
}
