using System.Buffers;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Vectorizer.Storage.Formats;
using Vectorizer.Storage.Formats.V1;

namespace Vectorizer.Clustering.Persistence;

/// <summary>Turns the state of grains into the bytes that files and blobs hold, and back.</summary>
public sealed class GrainStateCodec(Serializer serializer, IActivatorProvider activators)
{
    /// <summary>The bytes of a state, and the id of this write.</summary>
    /// <exception cref="ArgumentException">Key or state are too long.</exception>
    public (Guid WriteId, byte[] Bytes) Encode<T>(GrainStateKey key, T state)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArrayBufferWriter<byte> buffer = new();
        serializer.Serialize(state, buffer);
        Guid writeId = Guid.NewGuid();
        return (writeId, StateFileFormat.Write(writeId, key.Bytes.Span, buffer.WrittenSpan));
    }

    /// <summary>Reads the bytes and makes sure that they belong to the key.</summary>
    /// <param name="key">Whose state is expected.</param>
    /// <param name="bytes">What is stored.</param>
    /// <param name="place">Where, for messages.</param>
    /// <exception cref="CorruptDataException">The bytes are damaged, or belong to another key.</exception>
    /// <exception cref="FormatMismatchException">They are of another product or version.</exception>
    public static StateFile Open(GrainStateKey key, ReadOnlyMemory<byte> bytes, string place)
    {
        ArgumentNullException.ThrowIfNull(key);
        StateFile file = StateFileFormat.Read(bytes, place);
        return file.Key.Span.SequenceEqual(key.Bytes.Span)
            ? file
            : throw new CorruptDataException(place, StateFileFormat.HeaderSize, $"it should hold the {key} and holds that of another grain");
    }

    /// <summary>The state that the bytes hold.</summary>
    /// <exception cref="GrainStateException">They are whole, but no state of this type.</exception>
    public T Decode<T>(GrainStateKey key, in StateFile file, string place)
    {
        try
        {
            return serializer.Deserialize<T>(file.State) ?? New<T>();
        }
        catch (Exception exception)
        {
            throw new GrainStateException(
                $"The {key} in '{place}' is whole but cannot be read as {typeof(T)}: {exception.Message} "
                    + "Was it written by a newer version? Start that one.",
                exception);
        }
    }

    /// <summary>The state of a grain that has none yet.</summary>
    public T New<T>() => activators.GetActivator<T>().Create();

    /// <summary>Sets what a grain sees when there is no record.</summary>
    public void SetMissing<T>(IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        grainState.State = New<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }
}
