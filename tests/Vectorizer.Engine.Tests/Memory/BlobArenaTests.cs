using Vectorizer.Engine.Memory;

namespace Vectorizer.Engine.Tests.Memory;

/// <summary>Blobs against a list of byte arrays, under random additions, releases and moves.</summary>
public sealed unsafe class BlobArenaTests(ITestOutputHelper output)
{
    private const int ChunkBytes = 1024 * 1024;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 6).Select(_ => Random.Shared.Next())];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Blobs_keep_their_bytes_and_gaps_take_little_memory_once_they_were_moved(int seed)
    {
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        using BlobArena arena = new();
        List<(nint Blob, byte[] Bytes)> blobs = [];
        for (int round = 0; round < 30; round++)
        {
            for (int i = 0; i < 200; i++)
            {
                byte[] bytes = new byte[random.Next(1, random.Next(10) == 0 ? 100_000 : 5_000)];
                random.NextBytes(bytes);
                blobs.Add((Add(arena, bytes), bytes));
            }

            for (int i = 0; i < 190 && round > 2; i++)
            {
                int place = random.Next(blobs.Count);
                arena.Release((byte*)blobs[place].Blob, blobs[place].Bytes.Length);
                blobs[place] = blobs[^1];
                blobs.RemoveAt(blobs.Count - 1);
            }

            while (arena.TryBeginLeaving())
            {
                for (int i = 0; i < blobs.Count; i++)
                {
                    if (arena.IsLeaving((byte*)blobs[i].Blob))
                    {
                        blobs[i] = (Add(arena, blobs[i].Bytes), blobs[i].Bytes);
                    }
                }

                arena.FreeLeaving();
            }

            long used = blobs.Sum(blob => (long)BlobArena.SizeOf(blob.Bytes.Length));
            Assert.Equal(used, arena.UsedBytes);

            // An eighth of each chunk may be gaps, the rest of each that no blob fitted in, and the present one.
            Assert.InRange(arena.ResidentBytes, used, (used * 8 / 7) + (used / 8) + (2 * ChunkBytes));
            Assert.All(blobs, blob => Assert.True(
                new ReadOnlySpan<byte>((byte*)blob.Blob, blob.Bytes.Length).SequenceEqual(blob.Bytes), "a blob has changed"));
        }
    }

    [Fact]
    public void A_chunk_goes_when_its_last_blob_is_released()
    {
        using BlobArena arena = new();
        nint first = Add(arena, new byte[ChunkBytes]);
        nint second = Add(arena, new byte[ChunkBytes]);

        arena.Release((byte*)first, ChunkBytes);
        Assert.Equal(ChunkBytes, arena.ResidentBytes);

        // The present one is kept until there is another.
        arena.Release((byte*)second, ChunkBytes);
        Assert.Equal((ChunkBytes, 0), (arena.ResidentBytes, arena.UsedBytes));
        Add(arena, new byte[16]);
        Assert.Equal(Environment.SystemPageSize, arena.ResidentBytes);
    }

    [Fact]
    public void What_is_moved_at_a_time_is_a_part_of_all()
    {
        const int Chunks = 128;
        const int Blob = ChunkBytes / 8;
        using BlobArena arena = new();
        for (int chunk = 0; chunk < Chunks; chunk++)
        {
            nint[] blobs = [.. Enumerable.Range(0, 8).Select(_ => Add(arena, new byte[Blob]))];
            arena.Release((byte*)blobs[0], Blob);
        }

        Assert.True(arena.TryBeginLeaving());
        long before = arena.UsedBytes;
        arena.FreeLeaving();

        Assert.InRange(before - arena.UsedBytes, 1, (Chunks * ChunkBytes / 16) + ChunkBytes);
    }

    private static nint Add(BlobArena arena, byte[] bytes)
    {
        arena.EnsureCapacity(BlobArena.SizeOf(bytes.Length));
        byte* blob = arena.Allocate(bytes.Length);
        bytes.CopyTo(new Span<byte>(blob, bytes.Length));
        return (nint)blob;
    }
}
