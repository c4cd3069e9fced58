using Vectorizer.Storage.Formats;
using Vectorizer.Storage.Formats.V1;

namespace Vectorizer.Storage.Tests.Formats;

/// <summary>The bytes of a record of state. They are never changed again: a test that fails here is a broken promise.</summary>
public sealed class StateFileFormatTests
{
    // magic, version, reserved, checksum, write id, key length, state length, key, state.
    private const string Golden =
        "565a525354410d0a" + "0100" + "0000" + "b4e8dec4" + "33221100554477668899aabbccddeeff" + "03000000" + "02000000" + "6b6579" + "0102";

    private static readonly Guid s_writeId = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");

    [Fact]
    public void A_record_has_the_bytes_of_version_1()
        => Assert.Equal(Golden, Convert.ToHexStringLower(StateFileFormat.Write(s_writeId, "key"u8, [1, 2])));

    [Fact]
    public void The_bytes_of_version_1_are_read()
    {
        StateFile file = StateFileFormat.Read(Convert.FromHexString(Golden), "golden");
        Assert.Equal(s_writeId, file.WriteId);
        Assert.Equal("key"u8, file.Key.Span);
        Assert.Equal<byte>([1, 2], file.State.ToArray());
    }

    [Fact]
    public void An_empty_state_is_a_state()
        => Assert.Equal(0, StateFileFormat.Read(StateFileFormat.Write(s_writeId, "key"u8, []), "empty").State.Length);

    [Fact]
    public void What_no_reader_would_take_is_not_written()
    {
        Assert.Throws<ArgumentException>(() => StateFileFormat.Write(s_writeId, [], [1]));
        Assert.Throws<ArgumentException>(() => StateFileFormat.Write(s_writeId, new byte[StateFileFormat.MaxKeyBytes + 1], [1]));
        Assert.Throws<ArgumentException>(() => StateFileFormat.Write(s_writeId, "key"u8, new byte[StateFileFormat.MaxStateBytes + 1]));
    }

    [Fact]
    public void The_first_bytes_tell_a_foreign_file_from_a_damaged_one()
    {
        byte[] bytes = Convert.FromHexString(Golden);
        bytes[0] ^= 1;
        Assert.Equal(FormatMismatch.Foreign, Assert.Throws<FormatMismatchException>(() => StateFileFormat.Read(bytes, "file")).Mismatch);
        Assert.Throws<CorruptDataException>(() => StateFileFormat.Read(Convert.FromHexString(Golden).AsMemory(0, 39), "file"));
    }
}
