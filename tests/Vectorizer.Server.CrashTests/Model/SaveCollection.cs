using System.Text.Json;
using Vectorizer.Server.CrashTests.Http;

namespace Vectorizer.Server.CrashTests.Model;

/// <summary>A save on request. It changes nothing that can be read, so a kill leaves nothing in doubt.</summary>
internal sealed record SaveCollection(CollectionModel Collection) : Operation(Collection)
{
    public override string Text => "save";

    public override Task<Answer> SendAsync(Api api) => api.SendAsync(HttpMethod.Post, $"{Collection.Path}/snapshot");

    /// <summary>A save that has ended holds what was acknowledged before it was asked for.</summary>
    /// <exception cref="CrashViolationException">It holds less.</exception>
    public void Check(Answer answer)
    {
        foreach (JsonElement segment in answer.Body.GetProperty("segments").EnumerateArray())
        {
            int number = segment.GetProperty("segment").GetInt32();
            long saved = segment.GetProperty("snapshot").GetProperty("sequence").GetInt64();
            if (saved < Collection.SequenceOf(number))
            {
                throw new CrashViolationException(
                    Collection.Shape.Name, [], $"segment {number} was saved up to {saved}; {Collection.SequenceOf(number)} was acknowledged before: {answer}");
            }
        }
    }
}
