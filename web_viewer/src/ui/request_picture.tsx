/** The picture of their screen that a person added to their request: small in its place, large in a dialog. */

import { Modal, Text, Title, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { ErrorNote, Loading, type Failure } from "./states";

interface Reading<Data> {
  queryKey: readonly unknown[];
  queryFn: (context: { signal: AbortSignal }) => Promise<Data>;
}

interface Size {
  width: number;
  height: number;
}

/** How it is read; the calls are the caller's. */
export interface PictureSource {
  about: Reading<{ picture: Size | null }>;
  image: Reading<string>;
}

interface Words {
  title: string;
  /** What the picture shows, and that it opens. */
  alt: string;
  note: string;
}

interface Props {
  of: PictureSource;
  words: Words;
  level: 2 | 3;
}

export function RequestPicture({ of, words, level }: Props) {
  const about = useQuery(of.about as never) as { data: { picture: Size | null } | undefined };
  const id = useId();
  const size = about.data?.picture ?? null;
  if (size === null) return null;
  return (
    <section aria-labelledby={id}>
      <Title order={level} id={id} size="h4" mb={8}>
        {words.title}
      </Title>
      <Picture of={of} words={words} size={size} />
    </section>
  );
}

function Picture({ of, words, size }: Omit<Props, "level"> & { size: Size }) {
  const image = useQuery(of.image as never) as { data: string | undefined; error: Failure | null };
  const [isLarge, { open, close }] = useDisclosure(false);
  if (image.error !== null) return <ErrorNote error={image.error} />;
  if (image.data === undefined) return <Loading />;
  return (
    <figure className="hr-picture">
      <UnstyledButton onClick={open} aria-haspopup="dialog">
        <img src={image.data} alt={words.alt} width={size.width} height={size.height} />
      </UnstyledButton>
      <Text component="figcaption" size="sm" className="hr-muted">
        {words.note}
      </Text>
      <Modal opened={isLarge} onClose={close} title={words.title} size={size.width + 48}>
        <img className="hr-picture-large" src={image.data} alt={words.alt} width={size.width} height={size.height} />
      </Modal>
    </figure>
  );
}
