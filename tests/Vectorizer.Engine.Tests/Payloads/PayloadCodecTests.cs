using System.Text;
using Vectorizer.Engine.Payloads;

namespace Vectorizer.Engine.Tests.Payloads;

public sealed class PayloadCodecTests(ITestOutputHelper output)
{
    [Fact]
    public void What_is_compressed_is_restored()
    {
        Random random = Seeded();
        for (int round = 0; round < 300; round++)
        {
            byte[] block = RandomBlock(random);
            byte[] compressed = Compress(block);
            byte[] restored = new byte[block.Length];
            PayloadCodec.Decompress(compressed, restored);

            Assert.Equal(block, restored);
        }
    }

    [Fact]
    public void Bytes_without_a_pattern_fit_into_the_bound()
    {
        Random random = Seeded();
        foreach (int length in (int[])[1, 2, 63, 64, 65, 4_096, 65_536, 1_000_000])
        {
            byte[] block = new byte[length];
            random.NextBytes(block);

            Assert.InRange(Compress(block).Length, 1, PayloadCodec.MaxCompressedBytes(length));
        }
    }

    [Fact]
    public void A_destination_that_is_too_short_is_left_alone_beyond_its_end()
    {
        byte[] block = Text(2_000);
        int needed = Compress(block).Length;
        for (int length = 0; length < needed; length++)
        {
            using GuardedBytes destination = new(length);
            Assert.Equal(0, PayloadCodec.Compress(block, destination.Span));
        }
    }

    // Every byte that can be wrong, between guard pages: the answer is an exception or a block of the right length.
    [Fact]
    public void Damaged_bytes_are_never_read_or_written_beyond_their_end()
    {
        Random random = Seeded();
        int refused = 0;
        for (int round = 0; round < 3_000; round++)
        {
            byte[] block = RandomBlock(random);
            byte[] damaged = Damage(Compress(block), random);
            using GuardedBytes source = new(damaged.Length);
            using GuardedBytes destination = new(Math.Max(1, block.Length + random.Next(-8, 9)));
            damaged.CopyTo(source.Span);
            try
            {
                PayloadCodec.Decompress(source.Span, destination.Span);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1_000, 3_000);
    }

    [Fact]
    public void A_block_of_another_length_is_refused()
    {
        byte[] block = Text(1_000);
        byte[] compressed = Compress(block);

        Assert.Throws<InvalidDataException>(() => PayloadCodec.Decompress(compressed, new byte[999]));
        Assert.Throws<InvalidDataException>(() => PayloadCodec.Decompress(compressed, new byte[1_001]));
        Assert.Throws<InvalidDataException>(() => PayloadCodec.Decompress([], new byte[1]));
        Assert.Throws<InvalidDataException>(() => PayloadCodec.Decompress(compressed.AsSpan(0, 20), new byte[1_000]));
    }

    [Fact]
    public void A_stored_payload_that_claims_an_impossible_length_is_refused_before_memory_is_taken()
    {
        byte[] buffer = [];
        Assert.Throws<InvalidDataException>(() => CompressedPayload.Read([0, 0, 0, 0, 0], ref buffer).Length);
        Assert.Throws<InvalidDataException>(() => CompressedPayload.Read([0xFF, 0xFF, 0xFF, 0x7F, 0], ref buffer).Length);
        Assert.Throws<InvalidDataException>(() => CompressedPayload.Read([0xFF, 0xFF, 0xFF, 0xFF, 0], ref buffer).Length);
        Assert.Throws<InvalidDataException>(() => CompressedPayload.Read([1, 0, 0], ref buffer).Length);
        Assert.Empty(buffer);
    }

    [Fact]
    public void A_payload_is_stored_compressed_exactly_if_that_saves_a_tenth()
    {
        Random random = Seeded();
        byte[] noise = new byte[5_000];
        random.NextBytes(noise);
        int written = 0;
        for (int plain = 0; plain <= noise.Length; plain += 100)
        {
            byte[] payload = [.. noise.AsSpan(plain), .. new byte[plain]];
            byte[] destination = new byte[payload.Length];
            int bytes = CompressedPayload.TryWrite(payload, destination);
            int best = sizeof(int) + Compress(payload).Length;

            Assert.Equal(best <= payload.Length * 9 / 10 ? best : 0, bytes);
            written += bytes > 0 ? 1 : 0;
        }

        Assert.InRange(written, 1, 50);
    }

    private Random Seeded()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        return new Random(seed);
    }

    private static byte[] Compress(byte[] block)
    {
        byte[] compressed = new byte[PayloadCodec.MaxCompressedBytes(block.Length)];
        return compressed[..PayloadCodec.Compress(block, compressed)];
    }

    private static byte[] RandomBlock(Random random)
    {
        byte[] block = Text(random.Next(1, 5_000));
        for (int i = random.Next(0, 50); i > 0; i--)
        {
            block[random.Next(block.Length)] = (byte)random.Next(256);
        }

        return block;
    }

    private static byte[] Text(int length)
        => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, (length / 20) + 1).Select(i => $"{{\"number\":{i * i:000000000}}},")))[..length];

    private static byte[] Damage(byte[] compressed, Random random)
    {
        if (random.Next(4) == 0)
        {
            return compressed[..random.Next(compressed.Length)];
        }

        for (int i = random.Next(1, 4); i > 0; i--)
        {
            compressed[random.Next(compressed.Length)] = (byte)random.Next(256);
        }

        return compressed;
    }
}
