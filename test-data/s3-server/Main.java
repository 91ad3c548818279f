import com.robothy.s3.rest.LocalS3;

/** Serves S3 at the port that is named, from memory, until it is ended. */
final class Main {

    public static void main(String[] arguments) {
        LocalS3.builder().port(Integer.parseInt(arguments[0])).build().start();
    }
}
