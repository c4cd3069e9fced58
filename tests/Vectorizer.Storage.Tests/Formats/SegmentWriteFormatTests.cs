using System.Text;
using Vectorizer.Engine.Segments;
using Vectorizer.Storage.Formats.V1;

namespace Vectorizer.Storage.Tests.Formats;

public sealed class SegmentWriteFormatTests
{
    [Fact]
    public void What_is_written_is_read_again()
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        Random random = new(seed);
        for (int round = 0; round < 300; round++)
        {
            PointMutation[] written = Mutations(random, random.Next(1, 30));
            ulong? fingerprint = random.Next(2) == 0 ? (ulong)random.NextInt64() : null;
            PointMutation[] read = SegmentWriteFormat.Read(Encode(written, fingerprint), out ulong? readFingerprint);

            Assert.Equal(fingerprint, readFingerprint);
            Assert.Equal(written.Length, read.Length);
            for (int i = 0; i < written.Length; i++)
            {
                Assert.Equal(written[i].Id.ToArray(), read[i].Id.ToArray());
                Assert.Equal(written[i].Operation, read[i].Operation);
                Assert.Equal(written[i].Fields, read[i].Fields);
                Assert.Equal(written[i].Values.ToArray(), read[i].Values.ToArray());
                Assert.Equal(written[i].Payload.ToArray(), read[i].Payload.ToArray());
            }
        }
    }

    /// <summary>No checksum stands before this reader, so it must refuse whatever it gets, and only by this exception.</summary>
    [Fact]
    public void Bytes_that_were_not_written_are_refused_or_read_within_bounds()
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        Random random = new(seed);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = Encode(Mutations(random, 3), random.Next(2) == 0 ? 1 : null);
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                bytes[random.Next(Math.Min(bytes.Length, 90))] = (byte)random.Next(256);
            }

            try
            {
                SegmentWriteFormat.Read(bytes.AsSpan(0, random.Next(4) == 0 ? random.Next(bytes.Length) : bytes.Length));
            }
            catch (InvalidDataException)
            {
            }
        }
    }

    [Fact]
    public void A_hostile_length_asks_for_no_memory()
    {
        byte[] bytes = Encode([PointMutation.Delete("a"u8.ToArray())]);
        for (int field = 0; field < 16; field += 4)
        {
            byte[] hostile = (byte[])bytes.Clone();
            BitConverter.TryWriteBytes(hostile.AsSpan(field), int.MaxValue);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Throws<InvalidDataException>(() => SegmentWriteFormat.Read(hostile));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        }
    }

    [Fact]
    public void A_mutation_that_is_not_well_formed_is_not_written()
    {
        byte[] id = Encoding.UTF8.GetBytes("a");
        Assert.Throws<ArgumentException>(() => SegmentWriteFormat.SizeOf([]));
        Assert.Throws<ArgumentException>(() => SegmentWriteFormat.SizeOf([PointMutation.Delete(default)]));
        Assert.Throws<ArgumentException>(() => SegmentWriteFormat.SizeOf([PointMutation.Delete(new byte[257])]));
        Assert.Throws<ArgumentException>(() => SegmentWriteFormat.SizeOf([PointMutation.Upsert(id, 0, new float[1], default)]));
        Assert.Throws<ArgumentException>(() => SegmentWriteFormat.SizeOf([PointMutation.Upsert(id, 1, default, default)]));
        Assert.Throws<ArgumentException>(() => SegmentWriteFormat.SizeOf(
            [PointMutation.Upsert(id, 1, new float[1], new byte[LogRecordFormat.MaxPayloadLength])]));
    }

    // Fields and floats of the entry; a reader that took them for an upsert's would hand vectors to the index.
    [Theory]
    [InlineData(16)]
    [InlineData(24)]
    public void A_revision_that_claims_vectors_is_refused(int offset)
    {
        byte[] bytes = Encode([PointMutation.Revise("a"u8.ToArray(), "{}"u8.ToArray())]);
        bytes[offset] = 1;

        Assert.Contains("revision", Assert.Throws<InvalidDataException>(() => SegmentWriteFormat.Read(bytes)).Message, StringComparison.Ordinal);
    }

    private static PointMutation[] Mutations(Random random, int count)
    {
        PointMutation[] mutations = new PointMutation[count];
        for (int i = 0; i < count; i++)
        {
            byte[] id = new byte[random.Next(1, 257)];
            random.NextBytes(id);
            float[] values = new float[random.Next(1, 50)];
            for (int j = 0; j < values.Length; j++)
            {
                values[j] = random.NextSingle();
            }

            mutations[i] = random.Next(4) switch
            {
                0 => PointMutation.Delete(id),
                1 => PointMutation.Revise(id, new byte[random.Next(100)]),
                _ => PointMutation.Upsert(id, 1UL << random.Next(64), values, new byte[random.Next(100)]),
            };
        }

        return mutations;
    }

    private static byte[] Encode(PointMutation[] mutations, ulong? fingerprint = null)
    {
        byte[] bytes = new byte[SegmentWriteFormat.SizeOf(mutations, fingerprint is not null)];

        // A reused buffer holds anything; every byte must be written.
        bytes.AsSpan().Fill(0xCC);
        SegmentWriteFormat.Write(mutations, bytes, fingerprint);
        return bytes;
    }
}
